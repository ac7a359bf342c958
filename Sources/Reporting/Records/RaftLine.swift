public import Verification
public import ZeebeFormat

/// One journal entry without log records, as the `records` command shows it between them.
public struct RaftLine: Sendable {
    private let record: RaftRecord

    /// Creates the line of an entry.
    public init(_ record: RaftRecord) {
        self.record = record
    }

    private var name: String {
        switch record.content {
        case .initial: "INITIAL"
        case .configuration: "CONFIGURATION"
        case .unknown: "UNKNOWN"
        }
    }

    private var configuration: RaftConfiguration? {
        if case .configuration(let configuration) = record.content { configuration } else { nil }
    }

    /// The entry as a row of the table of log records, with the members of the group at its end.
    public var row: String {
        let members = configuration.map { configuration in
            let now = Self.list(configuration.members)
            return configuration.oldMembers.isEmpty ? now : "\(now); before: \(Self.list(configuration.oldMembers))"
        }
        return RecordColumns.row([
            String(record.index), String(record.term), "-", "-", "-",
            configuration.map { RecordColumns.time($0.timestamp) } ?? "-", "RAFT", name, "-", "-",
            members.map { "members: \($0)" } ?? "",
        ])
    }

    private static func list(_ members: [RaftConfiguration.Member]) -> String {
        members.map { member in member.type.map { "\(member.id) \($0)" } ?? member.id }.joined(separator: ", ")
    }

    /// Writes the entry as a JSON object; only such have a member `entryType`.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("index", record.index)
            writer.member("term", record.term)
            writer.member("entryType", name)
            guard case .configuration = record.content else { return }
            writer.member("timestamp", configuration?.timestamp)
            Self.write("members", configuration?.members, to: &writer)
            Self.write("oldMembers", configuration?.oldMembers, to: &writer)
        }
    }

    private static func write(_ name: String, _ members: [RaftConfiguration.Member]?, to writer: inout JSONWriter) {
        writer.key(name)
        guard let members else { return writer.null() }
        writer.array { writer in
            for member in members {
                writer.object { writer in
                    writer.member("id", member.id)
                    writer.member("type", member.type?.description)
                    writer.member("updated", member.updated)
                }
            }
        }
    }
}
