/// Reads little- and big-endian values from bytes that cannot be trusted, never past their end.
///
/// Every read checks what is left first and throws with the offset where too little was left; nothing traps. The cursor
/// borrows its bytes: it cannot outlive them.
public struct ByteCursor: ~Escapable {
    /// All bytes, from the start of the structure.
    public let bytes: RawSpan

    /// Offset of the next byte, from the start of `bytes`.
    public private(set) var offset: Int

    /// Offset just past the last byte that may be read.
    public let end: Int

    /// Creates a cursor over all of `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan) {
        self.bytes = bytes
        self.offset = 0
        self.end = bytes.byteCount
    }

    /// Creates a cursor over `range` of `bytes`; a range that is not inside `bytes` is cut to it.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, in range: Range<Int>) {
        self.bytes = bytes
        self.end = min(max(range.upperBound, 0), bytes.byteCount)
        self.offset = min(max(range.lowerBound, 0), self.end)
    }

    /// Number of bytes left.
    @inlinable
    public var remaining: Int { end - offset }

    /// Whether nothing is left.
    @inlinable
    public var isAtEnd: Bool { offset == end }

    /// Moves past `count` bytes.
    ///
    /// - Throws: `FormatError` when fewer are left, or `count` is negative.
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) throws(FormatError) {
        guard count >= 0, count <= remaining else { throw tooShort(count) }
        offset += count
    }

    /// Reads one byte.
    @_lifetime(self: copy self)
    public mutating func readUInt8() throws(FormatError) -> UInt8 {
        try readInteger(UInt8.self)
    }

    /// Reads an integer in little-endian order.
    @_lifetime(self: copy self)
    public mutating func readLittleEndian<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type = T.self
    ) throws(FormatError) -> T {
        T(littleEndian: try readInteger(type))
    }

    /// Reads an integer in big-endian order.
    @_lifetime(self: copy self)
    public mutating func readBigEndian<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type = T.self
    ) throws(FormatError) -> T {
        T(bigEndian: try readInteger(type))
    }

    /// Reads `count` bytes as a span, without copying.
    @_lifetime(copy self)
    public mutating func readSpan(_ count: Int) throws(FormatError) -> RawSpan {
        guard count >= 0, count <= remaining else { throw tooShort(count) }
        let start = offset
        offset += count
        return bytes.extracting(start..<offset)
    }

    @_lifetime(self: copy self)
    private mutating func readInteger<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type
    ) throws(FormatError) -> T {
        let size = MemoryLayout<T>.size
        guard size <= remaining else { throw tooShort(size) }
        let value = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self)
        offset += size
        return value
    }

    @inline(never)
    private func tooShort(_ count: Int) -> FormatError {
        FormatError("\(count) bytes expected, \(remaining) left", at: offset)
    }
}
