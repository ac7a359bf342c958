/// Says why compressed bytes cannot be decompressed, and where.
public struct CompressionFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of fault it is; the raw values are names of rules in findings.
    public enum Kind: String, CaseIterable, Sendable {
        /// The bytes are no stream of the format, or a checksum in them is wrong.
        case damaged = "stream-damaged"
        /// There are no bytes at all.
        case empty = "stream-empty"
        /// The bytes end before the stream does.
        case truncated = "stream-truncated"
        /// Bytes follow the stream. Zeebe takes the first stream and ignores them.
        case trailing = "stream-trailing"
        /// The stream may be right, but needs more memory, or holds more, than is allowed here.
        case beyondLimits = "stream-beyond-limits"
    }

    /// What kind of fault it is.
    public let kind: Kind

    /// What is wrong, as a phrase without the offset.
    public let reason: String

    /// Number of compressed bytes that were taken before the fault showed.
    public let offset: UInt64

    init(_ kind: Kind, _ reason: String, at offset: UInt64) {
        self.kind = kind
        self.reason = reason
        self.offset = offset
    }

    /// The reason with its offset.
    public var description: String { "\(reason) (at byte \(offset))" }
}
