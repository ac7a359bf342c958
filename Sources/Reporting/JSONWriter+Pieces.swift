internal import BackupModel
internal import ZeebeFormat

extension JSONWriter {
    /// From this number of bytes on, what was written leaves as one piece.
    static let pieceByteCount = 32 * 1024

    /// Hands out what was written when it is enough for a piece, so that long output never lies in memory as a whole.
    mutating func handOver<Failure>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        if bytes.count >= Self.pieceByteCount { try sink(takeBytes()) }
    }

    /// Ends the last line and hands out the rest.
    mutating func finish<Failure>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        endLine()
        try sink(takeBytes())
    }

    /// Writes a member with an array of texts.
    mutating func member(_ name: String, texts: some Sequence<String>) {
        key(name)
        array { writer in
            for text in texts { writer.value(text) }
        }
    }

    /// Writes a member with the number of backups in each state; `DOES_NOT_EXIST` only where there is one.
    mutating func member(_ name: String, states counts: [ClusterBackupState: Int]) {
        key(name)
        object { writer in
            for state in ClusterBackupState.reported { writer.member(state.rawValue, counts[state] ?? 0) }
            if let count = counts[.doesNotExist], count > 0 {
                writer.member(ClusterBackupState.doesNotExist.rawValue, count)
            }
        }
    }
}

extension ClusterBackupState {
    /// The states that every account of backups names, in its order.
    static let reported: [ClusterBackupState] = [.completed, .failed, .incomplete, .inProgress, .deleted]
}
