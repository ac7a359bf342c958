public import ZeebeFormat

/// One log record of a journal.
public struct LogRecord: Sendable {
    /// Journal index of the entry that holds it.
    public let index: Int64
    /// Raft term of that entry.
    public let term: Int64
    /// Its fixed part.
    public let header: LogEntryHeader
    /// Its metadata; `nil` when they cannot be decoded.
    public let metadata: RecordMetadata?
    /// Why the command was rejected, in the broker's words; empty when it was not.
    public let rejectionReason: String
    /// Its MessagePack value; `nil` unless values were asked for.
    public let value: [UInt8]?
}

/// One journal entry without log records: the raft protocol's own.
public struct RaftRecord: Sendable {
    /// What the entry is.
    public enum Content: Sendable {
        /// The first entry of a leader's term.
        case initial
        /// The members of the partition's raft group; `nil` when they cannot be decoded.
        case configuration(RaftConfiguration?)
        /// Something that a newer schema added.
        case unknown
    }

    /// Its journal index.
    public let index: Int64
    /// Its raft term.
    public let term: Int64
    /// What it is.
    public let content: Content
}

/// One thing in a journal.
public enum JournalItem: Sendable {
    /// A log record.
    case log(LogRecord)
    /// An entry without log records.
    case raft(RaftRecord)
}
