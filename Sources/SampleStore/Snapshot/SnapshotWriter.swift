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
        _ positions: SnapshotPositions,
        nodeId: Int32,
        to directory: String
    ) throws(SampleStoreError) -> Written {
        try SystemFiles.makeDirectory(directory)
        var checksums = ChecksumFile()
        var bytes: Int64 = 0
        for file in RocksDBCheckpoint.files {
            try SystemFiles.store(file.content, at: "\(directory)/\(file.name)")
            checksums.set(file.name, unsafe CRC32C.checksum(of: file.content.span.bytes))
            bytes += Int64(file.content.count)
        }
        for filler in fillers {
            checksums.set(filler.name, try write(filler, to: directory))
            bytes += filler.size
        }
        let metadata = Array(positions.metadata(version: specification.version).utf8)
        try SystemFiles.store(metadata, at: "\(directory)/zeebe.metadata")
        checksums.set("zeebe.metadata", unsafe CRC32C.checksum(of: metadata.span.bytes))

        let id = positions.id(version: specification.version, nodeId: nodeId, checksum: checksums.idChecksum)
        let list = Array(checksums.text.utf8)
        try SystemFiles.store(list, at: "\(directory)/\(id).checksum")
        bytes += Int64(metadata.count + list.count)
        return Written(
            snapshotId: id,
            fileNames: checksums.entries.map(\.name) + ["\(id).checksum"],
            bytes: bytes
        )
    }

    private struct Filler {
        let name: String
        let number: Int
        let size: Int64
    }

    /// The additional files: named like tables from 000101 on.
    private var fillers: [Filler] {
        var sizes: [Int64] = []
        var left = specification.snapshotFillerBytes
        while left > 0 {
            let size = min(left, specification.snapshotFillerFileBytes)
            sizes.append(size)
            left -= size
        }
        let isLastBackup = ordinal == specification.backups.count - 1
        if partition == 1, isLastBackup, specification.largeSnapshotFileBytes > 0 {
            sizes.append(specification.largeSnapshotFileBytes)
        }
        return sizes.enumerated().map { offset, size in
            let digits = String(101 + offset)
            let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".sst"
            return Filler(name: name, number: 101 + offset, size: size)
        }
    }

    /// Writes one additional file in pieces and returns its checksum.
    private func write(_ filler: Filler, to directory: String) throws(SampleStoreError) -> UInt32 {
        var random = SplitMix64(
            seed: specification.seed ^ UInt64(filler.number) << 40,
            stream: UInt64(UInt32(bitPattern: partition)) << 32 | UInt64(UInt32(truncatingIfNeeded: ordinal))
        )
        var file = try OutputFile(creating: "\(directory)/\(filler.name)")
        var piece = ByteSink(zeros: Int(min(filler.size, 1 << 20)))
        var checksum = CRC32C()
        var left = filler.size
        while left > 0 {
            let count = Int(min(left, 1 << 20))
            piece.seek(to: 0)
            piece.putLetters(count, from: &random)
            unsafe checksum.update(piece.bytes.span.bytes.extracting(0..<count))
            try file.append(piece.written)
            left -= Int64(count)
        }
        try file.finish()
        return checksum.value
    }
}
