/// Kinds of entries in a table, as the low byte of a key's version says (partition-data §9.8).
enum EntryKind: UInt64, Sendable {
    case deletion = 0
    case value = 1
}

extension ByteSink {
    /// Writes the version of an internal key: sequence number and kind of entry.
    mutating func putVersion(sequence: UInt64, _ kind: EntryKind) {
        put(sequence << 8 | kind.rawValue)
    }
}
