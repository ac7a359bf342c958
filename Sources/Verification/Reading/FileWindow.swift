internal import ObjectStorage

/// A window that moves forward over an open file: the bytes that a demand-driven decoder looks at.
///
/// The window lies in a buffer on loan, which grows for a piece that is larger and is given back small.
struct FileWindow {
    private let reader: any ObjectReader
    private let buffer: ReadBuffer
    private let progress: Progress
    private let end: UInt64
    /// Offset in the file of the window's first byte.
    private(set) var start: UInt64
    /// Number of bytes in the window.
    private(set) var count = 0

    /// Creates an empty window at `start`; it never reaches beyond `end`.
    init(_ reader: any ObjectReader, _ buffer: ReadBuffer, from start: UInt64, to end: UInt64, _ progress: Progress) {
        self.reader = reader
        self.buffer = buffer
        self.start = start
        self.end = end
        self.progress = progress.forBytes(of: reader)
    }

    /// The bytes of the window.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { buffer.bytes(0..<count) }
    }

    /// Drops the first bytes, which the decoder took.
    mutating func drop(_ consumed: Int) {
        buffer.move(consumed..<count, to: 0)
        start += UInt64(consumed)
        count -= consumed
    }

    /// Reads until the window holds at least `needed` bytes, and as many as fit.
    ///
    /// - Throws: `StorageError` when the file ends before; `CancellationError`.
    mutating func fill(_ needed: Int) async throws {
        try Task.checkCancellation()
        buffer.grow(to: needed, keeping: count)
        while count < needed {
            let offset = start + UInt64(count)
            let room = Int(min(UInt64(buffer.capacity - count), end - offset))
            let read = try await unsafe reader.read(at: offset, into: buffer.free(from: count, count: room))
            guard read > 0, read <= room else {
                throw StorageError.shorter(reader.key, than: reader.size, endsAt: offset)
            }
            count += read
            progress.update { $0.bytesRead += Int64(read) }
        }
    }
}
