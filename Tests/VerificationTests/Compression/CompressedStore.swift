import BackupCatalog
import BackupModel
import Decompression
import Foundation
import SampleStore
import TestFixtures
import Testing
import ZeebeFormat

/// A sample store as the S3 store of Zeebe would have written it: with manifests of its dialect, and some files compressed.
struct CompressedStore: Sendable {
    /// The files of the sample as they were.
    let plain: StoreFiles

    private let manifests: [String: Manifest]

    /// A small store of two backups.
    static let small: CompressedStore? = try? CompressedStore(
        SampleStoreSpecification(partitions: 1, backups: SampleBackup.series(2, from: 1_708_899_200_000, step: 600_000))
    )

    init(_ specification: SampleStoreSpecification) throws {
        let directory = try TemporaryDirectory()
        _ = try SampleStore.write(specification, to: directory.path)
        plain = try StoreFiles(directory: .init(filePath: directory.path))
        manifests = try plain.files.filter { $0.key.hasSuffix("/manifest.json") }.mapValues {
            try CommonManifestDecoder.decode($0.span.bytes)
        }
    }

    /// The names of the files of all copies.
    var names: Set<String> {
        Set(manifests.values.flatMap { Array($0.snapshotFiles) + Array($0.segmentFiles) })
    }

    /// The keys of the files of a name, in order.
    func keys(of name: String) -> [String] { plain.files.keys.filter { $0.hasSuffix("/\(name)") }.sorted() }

    /// The store with some files compressed, and manifests that say so.
    func files(compressing format: CompressionFormat, _ isCompressed: (String) -> Bool = { _ in true }) -> StoreFiles {
        var store = declaring { isCompressed($0) ? format.rawValue : nil }
        for (key, bytes) in plain.files where key.hasPrefix("contents/") {
            guard let name = key.split(separator: "/").last, isCompressed(String(name)) else { continue }
            store.files[key] = SampleCompressor.compress(bytes, format)
        }
        return store
    }

    /// The plain files, with manifests that say by name how each is compressed.
    func declaring(_ compression: (String) -> String?) -> StoreFiles {
        var store = plain
        for (key, manifest) in manifests { store.files[key] = Array(Self.text(manifest, compression).utf8) }
        return store
    }

    private static func text(_ manifest: Manifest, _ compression: (String) -> String?) -> String {
        func files(_ names: FileNameList) -> String {
            let entries = names.map { name in
                "\"\(name)\":{" + (compression(name).map { "\"compressionAlgorithm\":\"\($0)\"" } ?? "") + "}"
            }
            return "{\"files\":{\(entries.joined(separator: ","))}}"
        }
        let id = manifest.id
        var descriptor = "null"
        if let content = manifest.descriptor {
            descriptor =
                "{\"snapshotId\":\(content.snapshotID.map { "\"\($0)\"" } ?? "null")"
                + ",\"firstLogPosition\":\(content.firstLogPosition ?? -1)"
                + ",\"checkpointPosition\":\(content.checkpointPosition)"
                + ",\"numberOfPartitions\":\(content.numberOfPartitions),\"brokerVersion\":\"\(content.brokerVersion)\""
                + ",\"checkpointTimestamp\":\"\(content.checkpointTimestamp?.description ?? "")\""
                + ",\"checkpointType\":\"\(content.checkpointType.rawValue)\"}"
        }
        return "{\"statusCode\":\"\(manifest.state.rawValue.lowercased())\",\"id\":{\"nodeId\":\(id.member)"
            + ",\"partitionId\":\(id.partitionID),\"checkpointId\":\(id.checkpointID)},\"descriptor\":\(descriptor)"
            + ",\"snapshotFiles\":\(files(manifest.snapshotFiles)),\"segmentFiles\":\(files(manifest.segmentFiles))"
            + ",\"createdAt\":\"\(manifest.createdAt)\",\"modifiedAt\":\"\(manifest.modifiedAt)\"}"
    }
}
