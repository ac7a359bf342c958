/// Reads a MANIFEST in a single pass, without I/O: its framing and its version edits (partition-data §9.3 and §9.4).
public struct ManifestReader {
    /// What the reader needs to go on; see `LogFrameReader.Demand`.
    public typealias Demand = LogFrameReader<ManifestEdits>.Demand

    private var frames: LogFrameReader<ManifestEdits>
    private let fileSize: UInt64

    /// Creates a reader for a file of `fileSize` bytes.
    public init(fileSize: UInt64) {
        self.fileSize = fileSize
        self.frames = LogFrameReader(.manifest, fileSize: fileSize, visitor: ManifestEdits())
    }

    /// Offset in the file of the next byte that the reader needs.
    public var position: UInt64 { frames.position }

    /// What the reader needs now.
    public var demand: Demand { frames.demand }

    /// Takes what it can from `window`, whose first byte is the one at `position`.
    ///
    /// - Returns: What is needed next; the next window begins at the new `position`.
    public mutating func consume(_ window: RawSpan) -> Demand { frames.consume(window) }

    /// Returns the database that the MANIFEST describes.
    ///
    /// - Throws: `RocksDBFault` with the rule `manifest`, or `unsupported`, where the MANIFEST breaks it; also when not
    ///   all of the file has been consumed.
    public consuming func finish() throws(RocksDBFault) -> RocksDBManifest {
        if let fault = frames.fault { throw fault }
        guard frames.position == fileSize, fileSize > 0 else {
            throw RocksDBFault(
                .rocksDBManifest,
                at: frames.position,
                "the MANIFEST ends after \(frames.position) bytes"
            )
        }
        let manifest = frames.visitor.manifest
        try manifest.checkEnd(at: fileSize)
        return manifest
    }

    /// Reads a MANIFEST that is held as a whole.
    ///
    /// - Throws: `RocksDBFault` as `finish` does.
    public static func read(_ bytes: RawSpan) throws(RocksDBFault) -> RocksDBManifest {
        var reader = ManifestReader(fileSize: UInt64(bytes.byteCount))
        _ = reader.consume(bytes)
        return try reader.finish()
    }
}

/// Applies the records of a MANIFEST one after the other.
public struct ManifestEdits: LogRecordVisitor {
    /// The database after the records seen.
    public private(set) var manifest = RocksDBManifest()

    /// Decodes and applies an edit.
    public mutating func visit(record: RawSpan, at offset: UInt64) throws(RocksDBFault) {
        try manifest.apply(try VersionEdit(record, at: offset), at: offset)
    }

    /// Ends the reading: without one edit the database is not known.
    public mutating func visitOversizedRecord(limit: Int, at offset: UInt64) throws(RocksDBFault) {
        throw RocksDBFault(.unsupported, at: offset, "a record of more than \(limit) bytes is not looked into")
    }
}
