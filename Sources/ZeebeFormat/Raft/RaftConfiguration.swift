internal import SafeText

/// The members of a partition's raft group, as a configuration entry lists them (partition-data §4.4).
public struct RaftConfiguration: Equatable, Sendable {
    /// One broker in the group.
    public struct Member: Equatable, Sendable {
        /// Name of the broker, printable.
        public let id: String
        /// What the broker is in the group; `nil` when the entry does not say.
        public let type: MemberType?
        /// When that was decided, in milliseconds since 1970 UTC; `nil` when the entry does not say.
        public let updated: Int64?
    }

    /// What a broker is in a raft group; one that this program does not know keeps its number.
    public struct MemberType: Hashable, Sendable, CustomStringConvertible {
        /// The number in the entry.
        public let rawValue: UInt8

        /// Name of the type, or its number where the name is not known.
        public var description: String {
            Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : String(rawValue)
        }

        private static let names = ["INACTIVE", "PASSIVE", "PROMOTABLE", "ACTIVE"]
    }

    /// When the configuration was made, in milliseconds since 1970 UTC.
    public let timestamp: Int64
    /// The members from then on.
    public let members: [Member]
    /// The members until then, while the group passes from one set to another; else empty.
    public let oldMembers: [Member]

    /// Decodes a configuration entry, as a scan shows it.
    ///
    /// - Throws: `FormatError`, with an offset in `entry`, when it is none or ends before its members do.
    public init(_ entry: RawSpan) throws(FormatError) {
        var cursor = ByteCursor(entry)
        let outer = SBEHeader(packed: try cursor.readLittleEndian(UInt64.self))
        try cursor.skip(Int(outer.blockLength))
        let header = SBEHeader(packed: try cursor.readLittleEndian(UInt64.self))
        guard header.isMessage(template: 4, schema: 8), header.blockLength >= 8 else {
            throw FormatError("header is \(header), expected hdr(8,4,8,1…4)", at: cursor.offset - SBEHeader.byteCount)
        }
        timestamp = try cursor.readLittleEndian(Int64.self)
        try cursor.skip(Int(header.blockLength) - 8)
        members = try Self.readGroup(&cursor)
        oldMembers = outer.version >= 2 ? try Self.readGroup(&cursor) : []
    }

    /// Moves past one group of members, which must be inside the entry.
    static func skipGroup(_ cursor: inout ByteCursor) throws(FormatError) {
        let blockLength = Int(try cursor.readLittleEndian(UInt16.self))
        for _ in 0..<(try cursor.readUInt8()) {
            try cursor.skip(blockLength)
            try cursor.skip(Int(try cursor.readLittleEndian(UInt32.self)))
        }
    }

    /// Reads one group of members: at most 255, whose ids are inside the entry.
    private static func readGroup(_ cursor: inout ByteCursor) throws(FormatError) -> [Member] {
        let blockLength = Int(try cursor.readLittleEndian(UInt16.self))
        let count = try cursor.readUInt8()
        var members: [Member] = []
        for _ in 0..<count {
            let block = try cursor.readSpan(blockLength)
            let isKnown = blockLength >= 9
            let id = try cursor.readSpan(Int(try cursor.readLittleEndian(UInt32.self)))
            members.append(
                Member(
                    id: unsafe id.withUnsafeBytes { unsafe PrintableText.form(ofBytes: $0) },
                    type: isKnown ? MemberType(rawValue: block.littleEndian(UInt8.self, uncheckedAt: 0)) : nil,
                    updated: isKnown ? block.littleEndian(Int64.self, uncheckedAt: 1) : nil
                )
            )
        }
        return members
    }
}
