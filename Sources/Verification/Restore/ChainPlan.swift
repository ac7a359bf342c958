internal import BackupCatalog
internal import BackupModel

/// Which backups of each partition follow each other in a restore of several, so that their logs must join.
///
/// Where somebody asks for such a restore these are the selected ones. Else they are those of a range that `metadata.json`
/// states: Zeebe restores to a point in time over them (store-layout §15.3).
struct ChainPlan: Sendable {
    /// The links of each partition, ascending; of none is anything known yet.
    private(set) var links: [Int32: [ChainLink]] = [:]

    /// Lays out the links among the completed backups of a catalog.
    init(_ catalog: Catalog, _ scope: AuditScope, _ request: AuditRequest) {
        guard request.depth == .verify else { return }
        var completed: [Int32: [(id: Int64, position: Int64)]] = [:]
        let selected = Set(scope.backups.map(\.checkpointID))
        for entry in catalog.entries {
            guard let manifest = entry.manifest, manifest.state == .completed, let descriptor = manifest.descriptor,
                request.selection.partitions.isEmpty || request.selection.partitions.contains(entry.id.partitionID),
                !request.isForRestore || selected.contains(entry.id.checkpointID),
                // Copies of one partition come one after the other; they all end at the same position.
                completed[entry.id.partitionID]?.last?.id != entry.id.checkpointID
            else { continue }
            completed[entry.id.partitionID, default: []].append((entry.id.checkpointID, descriptor.checkpointPosition))
        }
        for (partition, backups) in completed {
            // Backups ascend, so one walk over the ranges by their starts is enough.
            var ranges = (catalog.readableMetadata(of: partition)?.ranges ?? []).sorted { $0.start < $1.start }[...]
            var farthestEnd = Int64.min
            for (earlier, later) in zip(backups, backups.dropFirst()) {
                while let range = ranges.first, range.start <= earlier.id {
                    farthestEnd = max(farthestEnd, range.end)
                    ranges.removeFirst()
                }
                guard request.isForRestore || later.id <= farthestEnd else { continue }
                links[partition, default: []].append(
                    ChainLink(partitionID: partition, from: earlier.id, to: later.id, position: earlier.position)
                )
            }
        }
    }

    /// The position at which a backup's log must join that of the one before; `nil` where nothing asks for it.
    func predecessorPosition(of id: BackupIdentifier) -> Int64? {
        let links = links[id.partitionID] ?? []
        let place = place(of: id, in: links)
        return place < links.count && links[place].to == id.checkpointID ? links[place].position : nil
    }

    /// Whether the backup is at either end of a link.
    func concerns(_ id: BackupIdentifier) -> Bool {
        let links = links[id.partitionID] ?? []
        let place = place(of: id, in: links)
        guard place < links.count else { return false }
        // The first link that does not end before the backup ends with it, or begins with it.
        if links[place].to == id.checkpointID { return true }
        return links[place].from == id.checkpointID
    }

    /// The first link that ends at the backup or behind it.
    private func place(of id: BackupIdentifier, in links: [ChainLink]) -> Int {
        var low = 0
        var high = links.count
        while low < high {
            let middle = (low + high) / 2
            if links[middle].to < id.checkpointID { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
