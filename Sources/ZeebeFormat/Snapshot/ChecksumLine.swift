/// One line of a snapshot's checksum file, read by the patterns of Zeebe's `SfvChecksumImpl`.
internal struct ChecksumLine: ~Escapable {
    internal enum Content: Equatable {
        case blank
        /// A comment, with the combined value if it tells one.
        case comment(combinedValue: UInt64?)
        case entry(name: String, value: UInt64)
        case other
    }

    private let bytes: RawSpan
    private let start: Int
    private let end: Int

    /// Takes a line without its end.
    @_lifetime(copy bytes)
    internal init(_ bytes: RawSpan, in range: Range<Int>) {
        self.bytes = bytes
        var (start, end) = (range.lowerBound, range.upperBound)
        // Java's trim(): everything up to the space.
        while start < end, Self.byte(of: bytes, at: start) <= 0x20 { start += 1 }
        while end > start, Self.byte(of: bytes, at: end - 1) <= 0x20 { end -= 1 }
        self.start = start
        self.end = end
    }

    internal var content: Content {
        if start == end { return .blank }
        if byte(start) == UInt8(ascii: ";") { return .comment(combinedValue: combinedValue) }
        return entry ?? .other
    }

    /// Finds `(.*) {3}([0-9a-fA-F]{1,16})`: the name is greedy, so the last three spaces before a digit count.
    private var entry: Content? {
        var separator = end - 4
        while separator >= start {
            if isSeparator(at: separator), byte(separator + 3).hexadecimalDigitValue != nil {
                return .entry(name: name(upTo: separator), value: value(from: separator + 3))
            }
            separator -= 1
        }
        return nil
    }

    /// Finds `.*combinedValue\s+=\s+([0-9a-fA-F]{1,16})`, the last one in the line.
    private var combinedValue: UInt64? {
        let word: StaticString = "combinedValue"
        var place = end - word.utf8CodeUnitCount
        while place > start {
            defer { place -= 1 }
            guard matches(word, at: place) else { continue }
            let endOfWord = place + word.utf8CodeUnitCount
            let equalSign = endOfWhitespace(from: endOfWord)
            guard equalSign > endOfWord, equalSign < end, byte(equalSign) == UInt8(ascii: "=") else { continue }
            let digits = endOfWhitespace(from: equalSign + 1)
            guard digits > equalSign + 1, digits < end, byte(digits).hexadecimalDigitValue != nil else { continue }
            return value(from: digits)
        }
        return nil
    }

    private func isSeparator(at place: Int) -> Bool {
        byte(place) == 0x20 && byte(place + 1) == 0x20 && byte(place + 2) == 0x20
    }

    private func name(upTo separator: Int) -> String {
        var end = separator
        while end > start, byte(end - 1) <= 0x20 { end -= 1 }
        // One byte is one character: RandomAccessFile.readLine.
        var scalars = String.UnicodeScalarView()
        for place in start..<end { scalars.append(UnicodeScalar(byte(place))) }
        return String(scalars)
    }

    /// Reads up to 16 digits.
    private func value(from start: Int) -> UInt64 {
        var value: UInt64 = 0
        for place in start..<min(start + 16, end) {
            guard let digit = byte(place).hexadecimalDigitValue else { break }
            value = value << 4 | UInt64(digit)
        }
        return value
    }

    private func matches(_ word: StaticString, at place: Int) -> Bool {
        word.withUTF8Buffer { word in
            for index in 0..<word.count {
                guard unsafe byte(place + index) == word[index] else { return false }
            }
            return true
        }
    }

    /// Moves past what `\s` matches.
    private func endOfWhitespace(from start: Int) -> Int {
        var place = start
        while place < end, byte(place) == 0x20 || 0x09...0x0D ~= byte(place) { place += 1 }
        return place
    }

    /// Returns a byte of the line; the caller keeps to `start..<end`.
    private func byte(_ place: Int) -> UInt8 {
        Self.byte(of: bytes, at: place)
    }

    private static func byte(of bytes: RawSpan, at place: Int) -> UInt8 {
        unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
    }
}
