internal import ZeebeFormat

/// The members of a raft configuration lie inside the entry, and their names can be printed.
enum RaftConfigurationTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let configuration: RaftConfiguration
        do throws(FormatError) {
            configuration = try RaftConfiguration(bytes)
        } catch {
            return try require(error, isInside: bytes.byteCount)
        }
        let members = configuration.members + configuration.oldMembers
        // A group has two bytes and a number in front, each member a length.
        try require(members.count * 4 <= bytes.byteCount, "\(members.count) members in \(bytes.byteCount) bytes")
        for member in members { try requirePrintable("\(member.id) \(member.type?.description ?? "")") }
    }
}
