/// What decides the order of most entries: the front of a user key, in words that compare as its bytes do.
///
/// Of Zeebe's keys, the first word is the column family, and the second often the rest.
struct EntryHead {
    /// Bytes 0 to 7 of the user key, followed by zeros where there are fewer.
    var first: UInt64 = 0
    /// Bytes 8 to 15.
    var second: UInt64 = 0
    /// Sequence number and type.
    var version = EntryVersion(packed: 0)

    /// Creates the head of nothing.
    init() {}

    /// Takes the front of a user key.
    init(_ userKey: [UInt8], _ version: EntryVersion) {
        self.version = version
        let bytes = unsafe userKey.span.bytes
        if bytes.byteCount >= 16 {
            first = bytes.littleEndian(UInt64.self, uncheckedAt: 0).byteSwapped
            second = bytes.littleEndian(UInt64.self, uncheckedAt: 8).byteSwapped
        } else {
            first = Self.word(userKey.prefix(8))
            second = Self.word(userKey.dropFirst(8))
        }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) } << (8 * UInt64(8 - bytes.count))
    }

    /// Compares the fronts of two keys: negative when this one comes first, 0 when they do not decide.
    @inline(__always)
    func compare(_ other: EntryHead) -> Int {
        if first != other.first { return first < other.first ? -1 : 1 }
        if second != other.second { return second < other.second ? -1 : 1 }
        return 0
    }
}
