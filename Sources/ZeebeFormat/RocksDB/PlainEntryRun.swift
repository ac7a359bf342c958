/// Walks the entries of the most usual form, one behind the other, with as few steps for each as can be.
///
/// A large table has millions of them. Every entry of another form is left to `EntryScan`: at a restart point, with a key that
/// shares fewer than eight bytes with the one before or does not differ in its first own byte, with longer lengths. Nothing
/// is proved less for that: whatever does not hold here is looked at again there.
struct PlainEntryRun {
    /// Where the walk is.
    var position: BlockEntryReader.Position
    /// The version of the entry before.
    var packed: UInt64
    /// Number of entries walked.
    var count: UInt64 = 0
    /// The lowest and the highest version.
    var smallest: UInt64
    var largest: UInt64
    /// Types of entries, as bits.
    var types: UInt64

    /// Goes on until an entry of another form, or the end of the entries.
    ///
    /// - Parameters:
    ///   - block: The whole block; at least eight bytes follow its entries.
    ///   - key: Begins with the key before; has room for every key of the block and eight bytes more.
    @inline(never)
    mutating func walk(_ block: RawSpan, key: inout MutableRawSpan) {
        let entriesEnd = position.entriesEnd
        let restart = position.nextRestartOffset
        var offset = position.offset
        var keyCount = position.previousKeyCount
        var count: UInt64 = 0
        var packed = packed
        var smallest = smallest
        var largest = largest
        var types = types
        while offset < entriesEnd, offset != restart {
            let word = block.littleEndian(UInt32.self, uncheckedAt: offset)
            let shared = Int(word & 0xFF)
            let suffixCount = Int(word >> 8 & 0xFF)
            let valueByte = Int(word >> 16 & 0xFF)
            let high = Int(word >> 24)
            // One more byte where the value has 128 bytes or more; it is not 0, and the last one.
            let more = valueByte >> 7
            guard word & 0x8080 == 0, more == 0 || 1...0x7F ~= high else { break }
            let suffixStart = offset &+ 3 &+ more
            let suffixEnd = suffixStart &+ suffixCount
            let end = suffixEnd &+ (valueByte & 0x7F | (high << 7 & (0 &- more)))
            guard shared >= 8, suffixCount > InternalKey.versionByteCount,
                shared < keyCount &- InternalKey.versionByteCount, end <= entriesEnd,
                block.littleEndian(UInt8.self, uncheckedAt: suffixStart)
                    > key.bytes.littleEndian(UInt8.self, uncheckedAt: shared)
            else { break }
            var copied = 0
            repeat {
                let bytes = block.littleEndian(UInt64.self, uncheckedAt: suffixStart &+ copied)
                unsafe key.storeBytes(
                    of: bytes.littleEndian,
                    toUncheckedByteOffset: shared &+ copied,
                    as: UInt64.self
                )
                copied &+= 8
            } while copied < suffixCount
            packed = block.littleEndian(UInt64.self, uncheckedAt: suffixEnd &- InternalKey.versionByteCount)
            smallest = min(smallest, packed)
            largest = max(largest, packed)
            types |= 1 &<< min(packed & 0xFF, 63)
            keyCount = shared &+ suffixCount
            count &+= 1
            offset = end
        }
        position.offset = offset
        position.previousKeyCount = keyCount
        self.count = count
        self.packed = packed
        self.smallest = smallest
        self.largest = largest
        self.types = types
    }
}
