/// The file names of a file set, in one block of bytes: a store of 100,000 backups holds millions of names.
public struct FileNameList: Sequence, Sendable, Equatable {
    private var bytes: [UInt8] = []
    /// Number of names.
    public private(set) var count = 0

    /// Creates an empty list.
    public init() {}

    /// Creates a list of names.
    public init(_ names: some Sequence<String>) {
        for name in names { append(name) }
    }

    /// Whether there is no name.
    public var isEmpty: Bool { count == 0 }

    /// Adds a name; an empty one counts as well.
    public mutating func append(_ name: String) {
        // A length of up to four bytes, least significant first, seven bits each, as a file name may hold any byte.
        var length = UInt32(truncatingIfNeeded: name.utf8.count)
        while length >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: length))
        bytes.append(contentsOf: name.utf8)
        count += 1
    }

    /// Gives back the memory that growing has set aside, a third of it all; for lists that are kept.
    public mutating func trim() {
        bytes = unsafe Array(unsafeUninitializedCapacity: bytes.count) { buffer, count in
            (_, count) = unsafe buffer.initialize(from: bytes)
        }
    }

    /// Iterates over the names in the order of the manifest.
    public struct Iterator: IteratorProtocol {
        private let bytes: [UInt8]
        private var offset = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// Returns the next name.
        public mutating func next() -> String? {
            guard offset < bytes.count else { return nil }
            var length = 0
            var shift = 0
            while offset < bytes.count {
                let byte = bytes[offset]
                offset += 1
                length |= Int(byte & 0x7F) << shift
                shift += 7
                if byte & 0x80 == 0 { break }
            }
            let end = Swift.min(offset + length, bytes.count)
            defer { offset = end }
            return String(decoding: bytes[offset..<end], as: UTF8.self)
        }
    }

    /// Returns an iterator over the names.
    public func makeIterator() -> Iterator { Iterator(bytes) }
}
