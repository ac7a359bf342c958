/// The two blocks of a hash index: the first eight bytes of keys, which are Zeebe's column families, and in which data
/// blocks each of them is.
struct HashIndexPrefixes: Sendable {
    private static let prefixByteCount = 8

    private var prefixes = ByteSink()
    private var metadata = ByteSink()
    private var pending: (prefix: [UInt8], firstBlock: Int, lastBlock: Int)?

    /// Notes that a key lies in the data block with a number; keys ascend.
    mutating func note(_ key: [UInt8], inBlock block: Int) {
        if let prefix = pending?.prefix, prefix.elementsEqual(key.prefix(Self.prefixByteCount)) {
            pending?.lastBlock = block
            return
        }
        endPrefix()
        pending = (Array(key.prefix(Self.prefixByteCount)), block, block)
    }

    /// Returns the contents of the two blocks.
    mutating func finish() -> (prefixes: ByteSink, metadata: ByteSink) {
        endPrefix()
        return (prefixes, metadata)
    }

    private mutating func endPrefix() {
        guard let (prefix, firstBlock, lastBlock) = pending else { return }
        prefixes.put(prefix)
        metadata.putVarint(UInt64(prefix.count))
        metadata.putVarint(UInt64(firstBlock))
        metadata.putVarint(UInt64(lastBlock - firstBlock + 1))
        pending = nil
    }
}
