/// The files of a small real RocksDB checkpoint, of which every snapshot of a sample store has a copy.
///
/// They hold no positions, so they fit any partition; origin in `fixtures/rocksdb-checkpoint`.
enum RocksDBCheckpoint {
    /// Name and content of each file, ascending by name.
    static let files: [(name: String, content: [UInt8])] = [
        ("000004.log", []),
        ("000008.sst", Base64.decode(RocksDBCheckpointBytes.table)),
        ("CURRENT", Array("MANIFEST-000005\n".utf8)),
        ("MANIFEST-000005", Base64.decode(RocksDBCheckpointBytes.manifest)),
        ("OPTIONS-000007", Base64.decode(RocksDBCheckpointBytes.options)),
    ]
}
