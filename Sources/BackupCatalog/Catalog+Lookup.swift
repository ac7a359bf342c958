public import BackupModel

extension Catalog {
    /// Returns the index of a copy in the entries, by binary search: they are in the order of their ids.
    public func index(of id: BackupIdentifier) -> Int? {
        let index = firstIndex { !($0 < id) }
        return index < entries.count && entries[index].id == id ? index : nil
    }

    /// Returns the checkpoint position in the COMPLETED backup of a partition; `nil` when there is none.
    public func completedPosition(of checkpointID: Int64, partitionID: Int32) -> Int64? {
        let start = firstIndex { ($0.checkpointID, $0.partitionID) >= (checkpointID, partitionID) }
        for entry in entries[start...] {
            guard entry.id.checkpointID == checkpointID, entry.id.partitionID == partitionID else { return nil }
            if let manifest = entry.manifest, manifest.state == .completed, let descriptor = manifest.descriptor {
                return descriptor.checkpointPosition
            }
        }
        return nil
    }

    /// Returns the metadata of a partition, where its file can be read and is of that partition.
    public func readableMetadata(of partitionID: Int32) -> PartitionMetadata? {
        guard case .readable(let file)? = metadata[partitionID], file.partitionID == partitionID else { return nil }
        return file
    }

    /// Returns the first place from which on a condition holds that holds for all entries behind it.
    private func firstIndex(where holds: (BackupIdentifier) -> Bool) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if holds(entries[middle].id) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
