public import BackupCatalog
internal import BackupModel
internal import ZeebeFormat

extension StoreInspection {
    /// Sums up a catalog.
    ///
    /// - Parameter areas: Objects and bytes by directory, where they were listed.
    public init(_ catalog: Catalog, areas: [Area]? = nil) {
        location = catalog.location
        layouts = catalog.layouts.sorted()
        dialects = catalog.dialects.sorted()
        foreign = catalog.foreign
        indexCount = catalog.indexCount
        legacyManifestCount = catalog.legacyManifestCount
        self.areas = areas
        var versions: [String: Int] = [:]
        var members: [MemberID: Int] = [:]
        var partitions: [Int32: Partition] = [:]
        for entry in catalog.entries {
            partitions[entry.id.partitionID, default: Partition(id: entry.id.partitionID)].copyCount += 1
            members[entry.id.member, default: 0] += 1
            switch entry.content {
            case .success(let manifest):
                copies[manifest.state, default: 0] += 1
                if let version = manifest.descriptor?.brokerVersion { versions[version, default: 0] += 1 }
                created.extend(to: manifest.createdAt)
            case .failure(let problem):
                unreadable.add("\(entry.id): \(problem.message)")
            }
        }
        for backup in catalog.clusterBackups {
            backups[backup.state, default: 0] += 1
            checkpointIDs.extend(to: backup.checkpointID)
        }
        for (id, file) in catalog.metadata {
            partitions[id, default: Partition(id: id)].metadata = file
        }
        for (id, markers) in catalog.markers {
            partitions[id, default: Partition(id: id)].markerCount = markers.count
        }
        writerVersions = versions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { Count($0.key, $0.value) }
        self.members = members.sorted { $0.key < $1.key }.map { Count($0.key.description, $0.value) }
        self.partitions = partitions.values.sorted { $0.id < $1.id }
    }
}

extension Optional {
    /// Extends a span to a value, or begins it there.
    fileprivate mutating func extend<Value>(to value: Value) where Wrapped == StoreInspection.Span<Value> {
        if self == nil { self = StoreInspection.Span(value) } else { self?.extend(to: value) }
    }
}
