import BackupCatalog
import ObjectStorage
import ObjectStorageTesting

/// Stores whose manifests are written here, loaded into catalogs.
extension Sample {
    /// What a manifest of these tests says; everything else is the same in all of them.
    struct Manifest {
        var state = "COMPLETED"
        var partitions = 3
        var snapshotID = #""51820-2-118340-118101-0-9c41d2aa""#
        var firstLogPosition: Int? = 117_952
        var checkpointPosition = 118_877
        var brokerVersion = "8.9.2"
        var hasDescriptor = true
        var failureReason: String?
        var createdAt = "2026-04-27T09:00:00.598114207Z"
        var modifiedAt = "2026-04-27T09:00:06.041Z"

        /// The JSON document of the manifest at `partition/checkpoint/node`.
        func document(_ place: String) -> [UInt8] {
            let id = place.split(separator: "/")
            let first = firstLogPosition.map { #""firstLogPosition":\#($0),"# } ?? ""
            let descriptor = """
                "descriptor":{"snapshotId":\(snapshotID),\(first)"checkpointPosition":\(checkpointPosition),\
                "numberOfPartitions":\(partitions),"brokerVersion":"\(brokerVersion)",\
                "checkpointTimestamp":"2026-04-27T09:00:00.221Z","checkpointType":"SCHEDULED_BACKUP"},
                """
            let reason = failureReason.map { #","failureReason":"\#($0)""# } ?? ""
            let text = """
                {"id":{"nodeId":\(id[2]),"partitionId":\(id[0]),"checkpointId":\(id[1])},
                \(hasDescriptor ? descriptor : "")"statusCode":"\(state)",
                "snapshot":{"files":[]},"segments":{"files":[{"name":"raft-partition-partition-1-3.log"}]},
                "createdAt":"\(createdAt)","modifiedAt":"\(modifiedAt)"\(reason)}
                """
            return Array(text.utf8)
        }
    }

    /// Loads a store of manifests by `partition/checkpoint/node`, and of other objects by their keys.
    static func catalog(_ manifests: [String: Manifest], others: [String: String] = [:]) async throws -> Catalog {
        var objects = others.mapValues { Array($0.utf8) }
        for (place, manifest) in manifests {
            objects["manifests/\(place)/manifest.json"] = manifest.document(place)
        }
        let store = InMemoryStore(objects)
        return try await BlockingWorkers.run(width: 2) { workers in
            try await CatalogLoader.load(store, workers: workers)
        }
    }
}
