public import BackupModel
public import ZeebeFormat

/// The bodies of the management API, with its fields in its order (store-layout §12).
public struct ManagementAPIBody: Sendable {
    private let style: JSONWriter.Style

    /// Creates a writer of bodies.
    ///
    /// - Parameter style: Compact, as the API answers; pretty bodies have the same content.
    public init(style: JSONWriter.Style = .compact) {
        self.style = style
    }

    /// Writes the body of the list call, in pieces.
    ///
    /// - Throws: What the sink throws.
    public func writeList<Failure>(
        _ backups: some Sequence<BackupInfo>,
        to sink: (_ piece: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = JSONWriter(style: style)
        writer.beginArray()
        for backup in backups {
            writer.object { $0.writeBackup(backup) }
            try writer.handOver(to: sink)
        }
        writer.endArray()
        try sink(writer.takeBytes())
    }

    /// Returns the body of the status call.
    public func status(_ backup: BackupInfo) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.object { $0.writeBackup(backup) }
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func writeBackup(_ backup: BackupInfo) {
        member("backupId", backup.backupID)
        member("state", backup.state.rawValue)
        present("failureReason", backup.failureReason)
        key("details")
        array { writer in
            for partition in backup.details {
                writer.object { $0.writePartition(partition) }
            }
        }
    }

    private mutating func writePartition(_ partition: PartitionBackupInfo) {
        member("partitionId", Int64(partition.partitionID))
        member("state", partition.state.rawValue)
        present("failureReason", partition.failureReason)
        present("createdAt", partition.createdAt?.shortestForm)
        present("lastUpdatedAt", partition.lastUpdatedAt?.shortestForm)
        present("snapshotId", partition.snapshotID)
        present("firstLogPosition", partition.firstLogPosition)
        present("checkpointPosition", partition.checkpointPosition)
        present("brokerId", partition.brokerID.map(Int64.init))
        present("brokerVersion", partition.brokerVersion)
    }

    /// The management API leaves out what is null.
    private mutating func present(_ name: String, _ value: String?) {
        if let value { member(name, value) }
    }

    private mutating func present(_ name: String, _ value: Int64?) {
        if let value { member(name, value) }
    }
}
