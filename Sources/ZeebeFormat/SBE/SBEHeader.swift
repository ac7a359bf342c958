/// The 8-byte header in front of every SBE message: block length, template, schema and version (partition-data §2).
public struct SBEHeader: Hashable, Sendable, CustomStringConvertible {
    /// Size of an encoded header in bytes.
    public static let byteCount = 8

    /// The header as one little-endian number: comparing with it compares all four fields at once.
    public let packed: UInt64

    /// Creates a header from its packed form.
    @inlinable
    public init(packed: UInt64) {
        self.packed = packed
    }

    /// Creates a header from its fields.
    @inlinable
    public init(blockLength: UInt16, template: UInt16, schema: UInt16, version: UInt16) {
        packed =
            UInt64(blockLength) | UInt64(template) << 16 | UInt64(schema) << 32 | UInt64(version) << 48
    }

    /// Length of the fixed block that follows, in bytes.
    @inlinable
    public var blockLength: UInt16 { UInt16(truncatingIfNeeded: packed) }

    /// Number of the message's template within its schema.
    @inlinable
    public var template: UInt16 { UInt16(truncatingIfNeeded: packed >> 16) }

    /// Number of the schema.
    @inlinable
    public var schema: UInt16 { UInt16(truncatingIfNeeded: packed >> 32) }

    /// Version of the schema that the message was written with.
    @inlinable
    public var version: UInt16 { UInt16(truncatingIfNeeded: packed >> 48) }

    /// Whether template and schema are those given, whatever the version.
    @inlinable
    public func isMessage(template: UInt16, schema: UInt16) -> Bool {
        self.template == template && self.schema == schema
    }

    /// The notation of the specification: `hdr(blockLength,template,schema,version)`.
    public var description: String {
        "hdr(\(blockLength),\(template),\(schema),\(version))"
    }
}
