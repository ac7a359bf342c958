/// What kind of record a log record is.
public enum RecordType: UInt8, Sendable, CaseIterable {
    case event = 0
    case command = 1
    case commandRejection = 2

    /// Zeebe's name of the type.
    public var name: String {
        switch self {
        case .event: "EVENT"
        case .command: "COMMAND"
        case .commandRejection: "COMMAND_REJECTION"
        }
    }
}

/// The metadata of one log record (partition-data §6).
public struct RecordMetadata: Equatable, Sendable {
    /// Version of a broker: major, minor, patch.
    public struct BrokerVersion: Hashable, Sendable, CustomStringConvertible {
        /// First number.
        public let major: Int32
        /// Second number.
        public let minor: Int32
        /// Third number.
        public let patch: Int32

        /// The version as dotted text.
        public var description: String { "\(major).\(minor).\(patch)" }
    }

    /// Version of the metadata schema, equal to the protocol version of the release that wrote it.
    public let schemaVersion: UInt16
    /// EVENT, COMMAND or COMMAND_REJECTION; `nil` when it is none of them.
    public let recordType: RecordType?
    /// The kind of entity.
    public let valueType: ValueType
    /// What happens to the entity; its meaning depends on the value type.
    public let intent: Intent
    /// Protocol version of the writer.
    public let protocolVersion: UInt16
    /// Number of the reason why a command was rejected; 255 when it was not.
    public let rejectionType: UInt8
    /// Release of the broker that wrote the record.
    public let brokerVersion: BrokerVersion
    /// Stream of the client request; `nil` when there was none.
    public let requestStreamID: Int32?
    /// The client request; `nil` when there was none.
    public let requestID: UInt64?
    /// Version of the record's own format within its release; `nil` where the schema has none (before 8.3) or it is unset.
    public let recordVersion: UInt16?
    /// What the client gave to recognise its operation by; `nil` when nothing, and before 8.6.
    public let operationReference: UInt64?
    /// The batch operation that the record belongs to; `nil` when to none, and before 8.8.
    public let batchOperationReference: UInt64?
    /// The way by which the request came; `nil` when unknown, and before 8.10.
    public let requestChannel: RequestChannel?
    /// Places of the fields of variable length in the metadata.
    public let variableFields: VariableFields
    /// Whether the schema is newer than this program: only its known prefix was read.
    public let isUnsupported: Bool

    private static let template: UInt16 = 200
    private static let knownVersion: UInt16 = 10

    /// Block length and number of variable-length fields of the schema versions whose form is certain.
    ///
    /// Versions 7 to 9 lie between releases and are read by their encoded lengths only (partition-data §16, UNSURE 3).
    @inline(__always)
    private static func form(of version: UInt16) -> (blockLength: Int, variableFields: Int)? {
        switch version {
        case 3: (30, 1)
        case 4: (32, 2)
        case 5: (40, 2)
        case 6: (48, 2)
        case 10: (49, 4)
        default: nil
        }
    }

    /// Proves that metadata have a legal header, and that their variable-length fields end with them.
    ///
    /// - Returns: Whether the schema is newer than this program.
    /// - Throws: `JournalFault` with rule `meta-header`.
    @inline(__always)
    static func check(_ bytes: RawSpan, at base: Int64, index: Int64) throws(JournalFault) -> Bool {
        guard bytes.byteCount >= SBEHeader.byteCount else {
            throw JournalFault(.metadataHeader, at: base, index: index, "record metadata of \(bytes.byteCount) bytes")
        }
        let header = bytes.sbeHeader(uncheckedAt: 0)
        let blockEnd = SBEHeader.byteCount + Int(header.blockLength)
        let smallestBlockLength = header.version > knownVersion ? 49 : 30
        guard header.isMessage(template: template, schema: 0), header.blockLength >= smallestBlockLength,
            blockEnd <= bytes.byteCount
        else {
            throw JournalFault(
                .metadataHeader,
                at: base,
                index: index,
                "metadata header is \(header) in \(bytes.byteCount) bytes, expected hdr(30…,200,0,3…)"
            )
        }
        guard let form = form(of: header.version) else { return header.version > knownVersion }
        var end = blockEnd
        var isComplete = form.blockLength == Int(header.blockLength)
        for _ in 0..<form.variableFields {
            guard isComplete, bytes.byteCount - end >= 4 else {
                isComplete = false
                break
            }
            let length = Int(bytes.littleEndian(UInt32.self, uncheckedAt: end))
            isComplete = length <= bytes.byteCount - end - 4
            end += 4 + length
        }
        guard isComplete, end == bytes.byteCount else {
            throw JournalFault(
                .metadataHeader,
                at: base,
                index: index,
                "metadata of schema version \(header.version) do not end with their \(bytes.byteCount) bytes"
            )
        }
        return false
    }

    /// Decodes metadata.
    ///
    /// - Throws: `JournalFault` with rule `meta-header`.
    public static func decode(_ bytes: RawSpan, at base: Int64, index: Int64) throws(JournalFault) -> RecordMetadata {
        let isUnsupported = try check(bytes, at: base, index: index)
        let header = bytes.sbeHeader(uncheckedAt: 0)
        let block = SBEHeader.byteCount
        // Rejection type and broker version changed places between schema 3 and 4.
        let versionOffset = block + (header.version <= 3 ? 18 : 17)
        let rejectionOffset = block + (header.version <= 3 ? 17 : 31)
        let valueType = ValueType(rawValue: bytes.littleEndian(UInt8.self, uncheckedAt: block + 15))
        let streamID = bytes.littleEndian(Int32.self, uncheckedAt: block + 1)
        let requestID = bytes.littleEndian(UInt64.self, uncheckedAt: block + 5)
        let recordVersion =
            header.version > 3 && header.blockLength >= 31
            ? bytes.littleEndian(UInt16.self, uncheckedAt: block + 29) : UInt16.max
        return RecordMetadata(
            schemaVersion: header.version,
            recordType: RecordType(rawValue: bytes.littleEndian(UInt8.self, uncheckedAt: block)),
            valueType: valueType,
            intent: Intent(
                valueType: valueType,
                rawValue: bytes.littleEndian(UInt8.self, uncheckedAt: block + 16)
            ),
            protocolVersion: bytes.littleEndian(UInt16.self, uncheckedAt: block + 13),
            rejectionType: rejectionOffset < block + Int(header.blockLength)
                ? bytes.littleEndian(UInt8.self, uncheckedAt: rejectionOffset) : 255,
            brokerVersion: BrokerVersion(
                major: bytes.littleEndian(Int32.self, uncheckedAt: versionOffset),
                minor: bytes.littleEndian(Int32.self, uncheckedAt: versionOffset + 4),
                patch: bytes.littleEndian(Int32.self, uncheckedAt: versionOffset + 8)
            ),
            requestStreamID: streamID == Int32.min ? nil : streamID,
            requestID: requestID == UInt64.max ? nil : requestID,
            recordVersion: recordVersion == UInt16.max ? nil : recordVersion,
            operationReference: Self.reference(bytes, at: 32, header),
            batchOperationReference: Self.reference(bytes, at: 40, header),
            requestChannel: header.blockLength >= 49
                ? RequestChannel(encoded: bytes.littleEndian(UInt8.self, uncheckedAt: block + 48)) : nil,
            variableFields: VariableFields(bytes, from: block + Int(header.blockLength), version: header.version),
            isUnsupported: isUnsupported
        )
    }

    /// Reads a reference at an offset in the block; `nil` when the block ends before it, or nothing was given.
    @inline(__always)
    private static func reference(_ bytes: RawSpan, at offset: Int, _ header: SBEHeader) -> UInt64? {
        guard Int(header.blockLength) >= offset + 8 else { return nil }
        let reference = bytes.littleEndian(UInt64.self, uncheckedAt: SBEHeader.byteCount + offset)
        return reference == UInt64.max ? nil : reference
    }
}
