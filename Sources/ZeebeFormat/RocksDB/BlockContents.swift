/// The decompressed content of one block after the other (partition-data §9.6).
///
/// Memory grows to the largest content and is used again, so that blocks that claim to be large cost nothing each.
struct BlockContents {
    private var buffer: [UInt8] = []
    private var byteCount = 0

    /// Creates the content of no block.
    init() {}

    /// The content of the block decompressed last.
    var bytes: RawSpan {
        @_lifetime(borrow self) get { unsafe buffer.span.bytes.extracting(0..<byteCount) }
    }

    /// Takes the content of a block that is stored as it is.
    mutating func copy(_ content: RawSpan) {
        buffer.removeAll(keepingCapacity: true)
        unsafe content.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
        byteCount = buffer.count
    }

    /// Decompresses a block.
    ///
    /// - Throws: `RocksDBFault` with the rule `sst-block`, or `unsupported` when `decompressor` does not know the method,
    ///   or the content is too large to be looked into.
    mutating func decompress(
        _ block: borrowing StoredBlock,
        by decompressor: any BlockDecompressor,
        role: BlockRole,
        at offset: UInt64,
        of footer: TableFooter
    ) throws(RocksDBFault) {
        let compression = block.compression
        // Before format version 2 the size of the content was stored in other ways.
        guard decompressor.supports(compression), footer.formatVersion >= 2 || compression == .snappy else {
            throw RocksDBFault(.unsupported, at: offset, "\(role) compressed by \(compression) is not decompressed")
        }
        do throws(FormatError) {
            var cursor = ByteCursor(block.stored)
            let size = Int(try cursor.readVarint32())
            if size <= StoredBlock.maximumByteCount {
                // Snappy's own form begins with the size.
                let compressed = compression == .snappy ? block.stored : try cursor.readSpan(cursor.remaining)
                if buffer.count < size {
                    buffer.append(contentsOf: repeatElement(0, count: size - buffer.count))
                }
                byteCount = size
                var elements = buffer.mutableSpan
                var bytes = unsafe elements.mutableBytes
                var content = bytes._mutatingExtracting(0..<size)
                return try decompressor.decompress(compressed, compression, into: &content)
            }
        } catch {
            throw RocksDBFault(.tableBlock, at: offset, "\(role) compressed by \(compression): \(error.reason)")
        }
        throw RocksDBFault(
            .unsupported,
            at: offset,
            "\(role) of more than \(StoredBlock.maximumByteCount) bytes, decompressed, is not looked into"
        )
    }
}
