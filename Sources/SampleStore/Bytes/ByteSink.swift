internal import Checksums
internal import SeededRandom

/// Bytes under construction, with a cursor: numbers, text and filler go to the cursor, and earlier places can be set.
///
/// The storage either grows as needed or is as large as a journal segment from the start.
struct ByteSink: Sendable {
    /// All bytes, those behind the cursor included.
    private(set) var bytes: [UInt8]

    /// Offset of the next byte.
    private(set) var offset = 0

    /// Creates a sink with `capacity` zero bytes; more than that are added when needed.
    init(zeros capacity: Int = 0) {
        bytes = [UInt8](repeating: 0, count: capacity)
    }

    /// Creates a sink whose cursor stands at the start of existing bytes.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The bytes up to the cursor.
    var written: ArraySlice<UInt8> { bytes[..<offset] }

    /// Moves the cursor.
    mutating func seek(to offset: Int) {
        self.offset = offset
    }

    /// Writes a number in little-endian order.
    mutating func put<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        let place = reserve(MemoryLayout<T>.size)
        set(value, at: place)
    }

    /// Sets a number in little-endian order at an earlier place; the cursor stays.
    mutating func set<T: FixedWidthInteger & BitwiseCopyable>(_ value: T, at place: Int) {
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        raw.storeBytes(of: value.littleEndian, toByteOffset: place, as: T.self)
    }

    /// Reads a number in little-endian order.
    func number<T: FixedWidthInteger & BitwiseCopyable>(at place: Int, as type: T.Type = T.self) -> T {
        T(littleEndian: unsafe bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: T.self))
    }

    /// Writes a number in big-endian order.
    mutating func putBigEndian<T: FixedWidthInteger & BitwiseCopyable>(_ value: T) {
        put(value.byteSwapped)
    }

    /// Writes bytes.
    mutating func put(_ content: [UInt8]) {
        let place = reserve(content.count)
        bytes.replaceSubrange(place..<place + content.count, with: content)
    }

    /// Writes bytes that do not lie in this sink.
    mutating func put(_ content: UnsafeRawBufferPointer) {
        let place = reserve(content.count)
        unsafe bytes.withUnsafeMutableBytes { target in
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[place...]).copyMemory(from: content)
        }
    }

    /// Writes the UTF-8 of a text.
    mutating func put(_ text: String) {
        put(Array(text.utf8))
    }

    /// Writes an SBE header: block length, template, schema, version (partition-data §2).
    mutating func putHeader(block: UInt16, template: UInt16, schema: UInt16, version: UInt16) {
        put(
            UInt64(block) | UInt64(template) << 16 | UInt64(schema) << 32 | UInt64(version) << 48
        )
    }

    /// Writes `count` zero bytes.
    mutating func putZeros(_ count: Int) {
        let place = reserve(count)
        zero(place..<place + count)
    }

    /// Sets bytes to zero; the cursor stays.
    mutating func zero(_ range: Range<Int>) {
        var span = bytes.mutableSpan
        for index in range { span[index] = 0 }
    }

    /// Writes `count` random lower-case letters.
    mutating func putLetters(_ count: Int, from random: inout SplitMix64) {
        var place = reserve(count)
        var left = count
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        while left >= 8 {
            raw.storeBytes(of: random.letters().littleEndian, toByteOffset: place, as: UInt64.self)
            place += 8
            left -= 8
        }
        var rest = random.letters()
        while left > 0 {
            raw.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: place, as: UInt8.self)
            rest >>= 8
            place += 1
            left -= 1
        }
    }

    /// The CRC-32C of a part.
    func checksum(of range: Range<Int>) -> UInt32 {
        unsafe CRC32C.checksum(of: bytes.span.bytes.extracting(range))
    }

    private mutating func reserve(_ count: Int) -> Int {
        let place = offset
        offset += count
        if offset > bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: offset - bytes.count))
        }
        return place
    }
}
