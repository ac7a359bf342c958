internal import BackupCatalog
internal import BackupModel

/// The backups whose content is to be told, and the copies to read for it.
struct ContentScope {
    /// A partition of a selected backup.
    struct Partition {
        var id: Int32
        /// Indexes in the catalog of its COMPLETED copies, by member.
        var completed: [Int]
        /// Indexes of the other copies.
        var others: [Int]
    }

    /// The selected backups, ascending by id, with their selected partitions.
    private(set) var backups: [(backup: ClusterBackup, partitions: [Partition])] = []

    /// Resolves a selection. Where it names no backup, these are the newest two that are COMPLETED; where there is none,
    /// the newest two that have a COMPLETED copy.
    ///
    /// - Throws: `Audit.NothingSelected`.
    init(_ catalog: Catalog, _ selection: Selection) throws(Audit.NothingSelected) {
        var selection = selection
        if selection.backups.isEmpty {
            let newest = Self.newestTwo(catalog.clusterBackups)
            guard !newest.isEmpty else { return }
            selection.backups = newest.map { .id($0) }
        }
        let scope = try AuditScope(catalog, selection)
        var copies: [Int64: [Int32: Partition]] = [:]
        for index in scope.copies {
            let entry = catalog.entries[index]
            var partition =
                copies[entry.id.checkpointID, default: [:]][entry.id.partitionID]
                ?? Partition(id: entry.id.partitionID, completed: [], others: [])
            if entry.manifest?.state == .completed {
                partition.completed.append(index)
            } else {
                partition.others.append(index)
            }
            copies[entry.id.checkpointID, default: [:]][entry.id.partitionID] = partition
        }
        backups = scope.backups.map { backup in
            (backup, (copies[backup.checkpointID] ?? [:]).values.sorted { $0.id < $1.id })
        }
    }

    private static func newestTwo(_ backups: [ClusterBackup]) -> [Int64] {
        let completed = backups.filter { $0.state == .completed }
        let eligible =
            completed.isEmpty ? backups.filter { $0.copies.contains { $0.state == .completed } } : completed
        return eligible.suffix(2).map(\.checkpointID)
    }
}
