/// The entries of a small table that was written here, for faults to change.
struct TableImage: Sendable {
    /// One entry: an internal key and its value.
    struct Entry: Sendable, Equatable {
        var key: [UInt8]
        var value: [UInt8]

        var userKey: [UInt8] { Array(key.dropLast(8)) }
    }

    /// All entries, ascending.
    private(set) var entries: [Entry] = []

    /// Reads a table without compression.
    init(reading bytes: [UInt8], path: String) throws(SampleStoreError) {
        guard let entries = Self.entries(of: bytes) else {
            throw .unexpectedContent(path: path, reason: "it is no table that was written here")
        }
        self.entries = entries
    }

    /// Gives a user key another value, or adds it.
    mutating func set(_ userKey: [UInt8], to value: [UInt8]) {
        if let place = entries.firstIndex(where: { $0.userKey == userKey }) {
            entries[place].value = value
            return
        }
        var key = ByteSink(userKey)
        key.seek(to: userKey.count)
        key.putVersion(sequence: 1, .value)
        entries.append(Entry(key: key.bytes, value: value))
        entries.sort { $0.userKey.lexicographicallyPrecedes($1.userKey) }
    }

    /// Writes the table anew.
    func write(numbered number: UInt64, level: UInt32, to path: String) throws(SampleStoreError) -> TableFacts {
        var writer = try TableWriter(number: number, level: level, creating: path)
        for entry in entries { try writer.add(entry.key, entry.value) }
        return try writer.finish()
    }

    private static func entries(of bytes: [UInt8]) -> [Entry]? {
        guard bytes.count >= 53 else { return nil }
        var footer = ByteReading(bytes, in: (bytes.count - 52)..<bytes.count)
        guard footer.varint() != nil, footer.varint() != nil, let offset = footer.varint(), let count = footer.varint(),
            let index = content(of: bytes, at: offset, count: count)
        else { return nil }
        var entries: [Entry] = []
        var reading = ByteReading(bytes, in: index)
        while !reading.isAtEnd {
            guard reading.varint() == 0, reading.slice() != nil, let offset = reading.varint(),
                let count = reading.varint(), let block = content(of: bytes, at: offset, count: count),
                let found = Self.entries(of: bytes, in: block)
            else { return nil }
            entries += found
        }
        return entries
    }

    /// Where the entries of a block are.
    private static func content(of bytes: [UInt8], at offset: UInt64, count: UInt64) -> Range<Int>? {
        guard count >= 8, offset <= UInt64(bytes.count), count <= UInt64(bytes.count) - offset else { return nil }
        let end = Int(offset + count)
        let restarts = Int(ByteSink(bytes).number(at: end - 4, as: UInt32.self))
        guard restarts < Int(count) / 4 else { return nil }
        return Int(offset)..<(end - 4 * (restarts + 1))
    }

    private static func entries(of bytes: [UInt8], in block: Range<Int>) -> [Entry]? {
        var entries: [Entry] = []
        var key: [UInt8] = []
        var reading = ByteReading(bytes, in: block)
        while !reading.isAtEnd {
            guard let shared = reading.varint(), shared <= UInt64(key.count), let suffixCount = reading.varint(),
                let valueCount = reading.varint(), let suffix = reading.take(suffixCount),
                let value = reading.take(valueCount)
            else { return nil }
            key = key.prefix(Int(shared)) + suffix
            guard key.count >= 8 else { return nil }
            entries.append(Entry(key: key, value: value))
        }
        return entries
    }
}
