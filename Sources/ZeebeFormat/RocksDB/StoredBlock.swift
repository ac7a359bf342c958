/// A block as it lies in the file: stored content, compression type and checksum (partition-data §9.6).
struct StoredBlock: ~Escapable {
    /// The content, compressed or not.
    let stored: RawSpan

    /// How it is compressed.
    let compression: BlockCompression

    /// The largest block that is looked into, in bytes, stored or decompressed: eight times Zeebe's limit of a message.
    static let maximumByteCount = 32 * 1024 * 1024

    /// Proves the checksum of a block.
    ///
    /// - Parameters:
    ///   - bytes: Content and trailer, at least five bytes.
    ///   - offset: Offset of the content in the file.
    /// - Throws: `RocksDBFault` with the rule `sst-block`.
    @inline(__always)
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, role: BlockRole, at offset: UInt64, of footer: TableFooter) throws(RocksDBFault) {
        let count = bytes.byteCount - BlockHandle.trailerByteCount
        let type = bytes.littleEndian(UInt8.self, uncheckedAt: count)
        let expected = bytes.littleEndian(UInt32.self, uncheckedAt: count + 1)
        stored = bytes.slice(0, count: count)
        compression = BlockCompression(rawValue: type)
        let computed =
            footer.checksumType.value(ofContentAndType: bytes.slice(0, count: count + 1))
            &+ footer.contextModifier(at: offset)
        guard computed == expected else {
            throw Self.checksumFault(role, count: count, at: offset, expected: expected, computed: computed)
        }
    }

    @inline(never)
    private static func checksumFault(
        _ role: BlockRole,
        count: Int,
        at offset: UInt64,
        expected: UInt32,
        computed: UInt32
    ) -> RocksDBFault {
        RocksDBFault(
            .tableBlock,
            at: offset,
            "\(role) of \(count) bytes: checksum is \(hex(expected)), its bytes give \(hex(computed))"
        )
    }
}
