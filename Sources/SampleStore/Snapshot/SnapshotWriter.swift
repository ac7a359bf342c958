internal import Checksums

/// Writes the snapshot file set of one partition backup (partition-data §8.2).
struct SnapshotWriter: Sendable {
    /// What was written.
    struct Written: Sendable {
        var snapshotId: String
        var fileNames: [String]
        var bytes: Int64
    }

    let specification: SampleStoreSpecification
    let partition: Int32
    let ordinal: Int

    /// Writes all files of the snapshot into a directory.
    func write(
        _ state: SnapshotState,
        nodeId: Int32,
        to directory: String
    ) throws(SampleStoreError) -> Written {
        try SystemFiles.makeDirectory(directory)
        let database = DatabaseWriter(specification: specification, partition: partition, ordinal: ordinal)
        var checksums = ChecksumFile()
        var bytes: Int64 = 0
        for file in try database.write(state, to: directory) {
            checksums.set(file.name, file.checksum)
            bytes += file.size
        }
        let metadata = Array(state.positions.metadata(version: specification.version).utf8)
        try SystemFiles.store(metadata, at: "\(directory)/zeebe.metadata")
        checksums.set("zeebe.metadata", unsafe CRC32C.checksum(of: metadata.span.bytes))

        let id = state.positions.id(
            version: specification.version,
            nodeId: nodeId,
            checksum: checksums.idChecksum
        )
        let list = Array(checksums.text.utf8)
        try SystemFiles.store(list, at: "\(directory)/\(id).checksum")
        bytes += Int64(metadata.count + list.count)
        return Written(
            snapshotId: id,
            fileNames: checksums.entries.map(\.name) + ["\(id).checksum"],
            bytes: bytes
        )
    }
}
