import Foundation
import SampleStore

/// A small sample store in a directory of its own.
struct Store: Sendable {
    /// The directory with the store in `store`.
    let directory: TestDirectory
    let written: WrittenStore

    /// Path of the store.
    var path: String { directory("store") }

    /// Ids of the three backups of a store that is not told otherwise.
    static let ids: [Int64] = [1_708_899_200_000, 1_708_899_800_000, 1_708_900_400_000]

    /// The newest backup.
    static var newest: Int64 { ids[2] }

    /// Writes a store of two partitions with three COMPLETED backups, or what is asked for.
    init(_ specification: SampleStoreSpecification = SampleStoreSpecification()) throws {
        directory = try TestDirectory()
        written = try SampleStore.write(specification, to: directory("store"))
    }

    /// Writes a store and plants a fault into the newest backup's partition 1.
    init(planting fault: PlantedFault, _ specification: SampleStoreSpecification = SampleStoreSpecification()) throws {
        try self.init(specification)
        let newest = specification.backups.last?.checkpointId ?? 0
        try fault.plant(inStoreAt: path, at: FaultTarget(checkpointId: newest, partition: 1))
    }

    /// One partition backup that was written.
    func backup(_ checkpoint: Int64 = newest, partition: Int32 = 1) -> WrittenPartitionBackup {
        guard
            let backup = written.partitionBackups.first(where: {
                $0.checkpointId == checkpoint && $0.partition == partition
            })
        else { fatalError("the store has no backup \(checkpoint) of partition \(partition)") }
        return backup
    }

    /// Path of a manifest in the directory.
    func manifest(_ checkpoint: Int64 = newest, partition: Int32 = 1) -> String {
        "store/manifests/\(partition)/\(checkpoint)/\(backup(checkpoint, partition: partition).member)/manifest.json"
    }

    /// Path of a backup's files in the directory.
    func contents(_ checkpoint: Int64 = newest, partition: Int32 = 1) -> String {
        "store/contents/\(partition)/\(checkpoint)/\(backup(checkpoint, partition: partition).member)"
    }

    /// Path of the first segment, by name, of a backup.
    func segment(_ checkpoint: Int64 = newest, partition: Int32 = 1) throws -> String {
        let folder = contents(checkpoint, partition: partition) + "/segments"
        return "\(folder)/\(try directory.names(in: folder)[0])"
    }

    /// Path of the table in a backup's snapshot.
    func table(_ checkpoint: Int64 = newest, partition: Int32 = 1) -> String {
        contents(checkpoint, partition: partition) + "/snapshot/000008.sst"
    }

    /// Replaces a text in the manifest of the newest backup's partition 1.
    func editManifest(_ old: String, _ new: String) throws {
        let text = String(decoding: try directory.bytes(of: manifest()), as: UTF8.self)
        guard text.contains(old) else { throw LaunchError("the manifest has no \(old)") }
        try directory.write(text.replacing(old, with: new, maxReplacements: 1), to: manifest())
    }
}
