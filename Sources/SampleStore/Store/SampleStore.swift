/// Writes filesystem backup stores with genuine bytes: what Zeebe brokers of a release would have left.
///
/// Journal segments, raft entries, log records, snapshot file sets, manifests and metadata.json follow the two format
/// documents byte by byte, RocksDB databases with MANIFEST and tables too. What the records and the state say is made up.
public enum SampleStore {
    /// Writes a store into a directory, which is created if it is not there.
    ///
    /// Uses memory of about one journal segment. The same specification gives the same bytes.
    ///
    /// - Throws: `SampleStoreError` when the specification asks for something impossible or a file cannot be written.
    @discardableResult
    public static func write(
        _ specification: SampleStoreSpecification,
        to path: String
    ) throws(SampleStoreError) -> WrittenStore {
        try specification.validate()
        let layout = StoreLayout(root: path)
        for directory in layout.topDirectories(specification.version) { try SystemFiles.makeDirectory(directory) }
        var written: [WrittenPartitionBackup] = []
        for partition in 1...specification.partitions {
            if specification.manifestsOnly {
                var forecast = ManifestForecast(specification, partition: partition, layout: layout)
                try forecast.write()
                written += forecast.written
            } else {
                var writer = PartitionWriter(specification, partition: partition, layout: layout)
                try writer.write()
                written += writer.written
            }
        }
        return WrittenStore(path: path, specification: specification, partitionBackups: written)
    }
}
