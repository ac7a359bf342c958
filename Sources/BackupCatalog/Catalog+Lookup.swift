public import BackupModel

extension Catalog {
    /// Returns the index of a copy in the entries, by binary search: they are in the order of their ids.
    public func index(of id: BackupIdentifier) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].id == id ? low : nil
    }
}
