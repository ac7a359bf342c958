/// A piece of memory that file contents are read into, reused from file to file.
///
/// Not `Sendable`: it belongs to the task that holds it (see `BufferPool`).
@safe
final class ReadBuffer {
    /// Size of every buffer: larger ones read no faster, smaller ones do (measured, docs/benchmarks.md).
    static let byteCount = 1024 * 1024

    private var memory: UnsafeMutableRawBufferPointer

    init() {
        unsafe memory = Self.allocate(Self.byteCount)
    }

    deinit {
        unsafe memory.deallocate()
    }

    private static func allocate(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 4096)
    }

    /// Number of bytes that fit.
    var capacity: Int { unsafe memory.count }

    /// The memory from `offset` on, at most `count` bytes of it.
    func free(from offset: Int, count: Int = .max) -> UnsafeMutableRawBufferPointer {
        let end = count > capacity - offset ? capacity : offset + count
        return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[offset..<end])
    }

    /// The bytes of a range.
    @_lifetime(borrow self)
    func bytes(_ range: Range<Int>) -> RawSpan {
        let span = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[range]))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Moves the bytes of a range to another place, where they fit.
    func move(_ range: Range<Int>, to start: Int) {
        guard range.lowerBound != start, !range.isEmpty, let base = unsafe memory.baseAddress else { return }
        precondition(start >= 0 && range.count <= capacity - start)
        unsafe (base + start).copyMemory(from: base + range.lowerBound, byteCount: range.count)
    }

    /// Puts bytes directly in front of those of a range, which move where there is too little room.
    ///
    /// - Returns: The range of all of them.
    func put(_ bytes: RawSpan, inFrontOf range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        if bytes.byteCount > start {
            grow(to: bytes.byteCount + range.count, keeping: range.upperBound)
            start = bytes.byteCount
            move(range, to: start)
        }
        let front = start - bytes.byteCount
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe free(from: front).copyMemory(from: bytes)
        }
        return front..<(start + range.count)
    }

    /// Exchanges what two buffers hold.
    func exchange(with other: ReadBuffer) {
        unsafe swap(&memory, &other.memory)
    }

    /// Makes room for `byteCount` bytes and keeps the first `count`.
    func grow(to byteCount: Int, keeping count: Int) {
        guard byteCount > capacity else { return }
        let larger = unsafe Self.allocate(byteCount)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<count]))
        unsafe memory.deallocate()
        unsafe memory = larger
    }

    /// Gives back what `grow` took.
    func shrink() {
        guard capacity > Self.byteCount else { return }
        unsafe memory.deallocate()
        unsafe memory = Self.allocate(Self.byteCount)
    }
}
