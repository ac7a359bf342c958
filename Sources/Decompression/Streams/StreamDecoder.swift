/// One stream of one format, decompressed by a library: what ``DecompressionStream`` drives.
///
/// After a failure, and after the end, it is not called again.
protocol StreamDecoder: AnyObject {
    /// Takes bytes of `input` and writes bytes of content to `output`, which is not empty.
    ///
    /// It stops when the output is full, the input is used up, or the stream has ended; then it has read nothing behind it.
    /// With an empty input it writes what it still holds.
    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep
}

/// What a decoder did.
struct StreamStep {
    /// Where a decoder stands in its stream.
    enum Place {
        /// Inside the stream.
        case inside
        /// Where the stream may end, or go on.
        case boundary
        /// Behind the stream: nothing may follow.
        case end
    }

    /// Bytes of the input that were taken.
    var consumed: Int
    /// Bytes that were written.
    var produced: Int
    /// Where it stands now.
    var place: Place
}

/// Why a decoder cannot go on.
struct StreamFailure: Error {
    /// What is wrong.
    var reason: String
    /// Whether the stream may be right, but asks for more memory than there is or is allowed.
    var isBeyondLimits = false
    /// Bytes of the input that were taken before.
    var consumed: Int

    init(_ reason: String, isBeyondLimits: Bool = false, consumed: Int = 0) {
        self.reason = reason
        self.isBeyondLimits = isBeyondLimits
        self.consumed = consumed
    }

    static var noMemory: StreamFailure { StreamFailure("no memory to decompress", isBeyondLimits: true) }
}

/// Limits of what a stream may take.
enum StreamLimits {
    /// The most memory that a stream may ask for by what it says itself, in bytes: its window or dictionary.
    static let memoryByteCount: UInt64 = 128 * 1024 * 1024
    /// Base-2 logarithm of the same.
    static let windowLog: CInt = 27
}
