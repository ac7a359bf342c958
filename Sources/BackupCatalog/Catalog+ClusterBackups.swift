public import BackupModel

extension Catalog {
    /// The backups of the store, joined from their copies, ascending by id.
    public var clusterBackups: [ClusterBackup] {
        let highestPartition = entries.map(\.id.partitionID).max() ?? 0
        var backups: [ClusterBackup] = []
        var start = 0
        while start < entries.count {
            let checkpointID = entries[start].id.checkpointID
            var end = start
            while end < entries.count, entries[end].id.checkpointID == checkpointID { end += 1 }
            let copies = entries[start..<end].map { entry in
                ClusterBackup.Copy(
                    id: entry.id,
                    state: entry.manifest?.state,
                    numberOfPartitions: entry.manifest?.descriptor?.numberOfPartitions
                )
            }
            backups.append(
                ClusterBackup(checkpointID: checkpointID, copies: copies, partitionsInStore: highestPartition)
            )
            start = end
        }
        return backups
    }
}
