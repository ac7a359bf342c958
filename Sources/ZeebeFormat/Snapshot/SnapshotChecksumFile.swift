/// The checksum file of a snapshot: the CRC-32C of every file of the snapshot directory (partition-data §8.3).
///
/// It is read as Zeebe reads it, so that both see the same entries also in a damaged file: one byte is one character, a line
/// ends with LF, CR or both, is trimmed, and counts as an entry when it has three spaces and a hexadecimal digit behind
/// something; what is neither entry nor comment is ignored, what follows the digits, too. Nothing in a text makes it
/// unreadable; a damaged name or value shows when it is compared with the files.
///
/// Since a byte is a character, names that are not ASCII come out changed and match no file. That is what happens in Zeebe;
/// RocksDB's and Zeebe's own names are ASCII.
public struct SnapshotChecksumFile: Equatable, Sendable {
    /// End of a checksum file's name, behind the snapshot id.
    public static let nameSuffix = ".checksum"

    /// How many entries a file may have, unless told otherwise.
    public static let defaultMaximumEntries = 1_000_000

    /// What kind of checksum file it is.
    public enum Form: Sendable {
        /// No byte at all: left by a broker that crashed before the file reached the disk (upstream issue 14594).
        case empty
        /// Exactly eight bytes: the combined value alone, from before 8.0. Brokers up to 8.5 read it.
        case combinedValueOnly
        /// Lines of text.
        case text
    }

    /// One file's line.
    public struct Entry: Equatable, Sendable {
        /// Name of the file.
        public let name: String

        /// Its listed checksum. A CRC-32C has 32 bits, but up to 64 can be listed, and then match no file.
        public let value: UInt64

        /// Offset of the line in the checksum file.
        public let offset: Int
    }

    /// What kind of checksum file it is.
    public let form: Form

    /// One entry per name, in ascending order of the names' bytes.
    ///
    /// When it is empty although the form is text, the file names no file; a restore then fails as with an empty file.
    public let entries: [Entry]

    /// Names that more than one line has, in ascending order. The last line counts.
    public let repeatedNames: [String]

    /// The combined value, from the comment of writers up to 8.5 or as the whole of an old file; nil when there is none.
    public let combinedValue: UInt64?

    /// Number of lines that are no entry, no comment and not blank.
    public let ignoredLines: Int

    /// Reads a whole checksum file.
    ///
    /// - Throws: `FormatError` when there are more than `maximumEntries`.
    public init(_ bytes: RawSpan, maximumEntries: Int = defaultMaximumEntries) throws(FormatError) {
        guard bytes.byteCount != 8 else {
            var cursor = ByteCursor(bytes)
            self.init(form: .combinedValueOnly, combinedValue: try cursor.readBigEndian(UInt64.self))
            return
        }
        var lines: [Entry] = []
        var combinedValue: UInt64?
        var ignoredLines = 0
        var start = 0
        while start < bytes.byteCount {
            let end = Self.endOfLine(in: bytes, from: start)
            let line = ChecksumLine(bytes, in: start..<end)
            switch line.content {
            case .blank: break
            case .comment(let value): combinedValue = value ?? combinedValue
            case .entry(let name, let value):
                guard lines.count < maximumEntries else {
                    throw FormatError("more than \(maximumEntries) entries in a checksum file", at: start)
                }
                lines.append(Entry(name: name, value: value, offset: start))
            case .other: ignoredLines += 1
            }
            start = end + 1
        }
        self.init(
            form: bytes.isEmpty ? .empty : .text,
            lines: lines,
            combinedValue: combinedValue,
            ignoredLines: ignoredLines
        )
    }

    private init(form: Form, lines: [Entry] = [], combinedValue: UInt64?, ignoredLines: Int = 0) {
        // Among equal names the last line must stay; its offset tells which that is.
        let sorted = lines.sorted { first, second in
            let names = (first.name.utf8, second.name.utf8)
            if names.0.lexicographicallyPrecedes(names.1) { return true }
            return names.0.elementsEqual(names.1) && first.offset < second.offset
        }
        var entries: [Entry] = []
        var repeatedNames: [String] = []
        entries.reserveCapacity(sorted.count)
        for entry in sorted {
            if let last = entries.last, last.name.utf8.elementsEqual(entry.name.utf8) {
                entries[entries.count - 1] = entry
                if repeatedNames.last?.utf8.elementsEqual(entry.name.utf8) != true { repeatedNames.append(entry.name) }
            } else {
                entries.append(entry)
            }
        }
        self.form = form
        self.entries = entries
        self.repeatedNames = repeatedNames
        self.combinedValue = combinedValue
        self.ignoredLines = ignoredLines
    }

    /// Returns the listed checksum of a file, nil when it is not listed.
    ///
    /// Names are compared byte by byte. Takes time in proportion to the logarithm of the number of entries.
    public func value(of name: String) -> UInt64? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < entries.count, entries[low].name.utf8.elementsEqual(name.utf8) else { return nil }
        return entries[low].value
    }

    private static func endOfLine(in bytes: RawSpan, from start: Int) -> Int {
        for place in start..<bytes.byteCount {
            let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self)
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return place }
        }
        return bytes.byteCount
    }
}
