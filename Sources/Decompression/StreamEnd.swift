internal import ZeebeFormat

/// Where a library stopped in a stream that should fill a block's content exactly.
struct StreamEnd {
    /// Compressed bytes that were read.
    let consumed: Int
    /// All compressed bytes.
    let storedCount: Int
    /// Bytes of the content that were written.
    let produced: Int

    /// Proves that the stream ended, and that nothing is missing or left over.
    ///
    /// - Parameter isWhole: Whether the library saw the end of the stream.
    func check(isWhole: Bool, contentCount: Int) throws(FormatError) {
        guard isWhole else {
            throw FormatError(
                produced == contentCount
                    ? "the stream does not end after the \(contentCount) bytes that are stated"
                    : "the stream is damaged, or ends early: \(produced) of \(contentCount) bytes",
                at: consumed
            )
        }
        guard produced == contentCount else {
            throw FormatError("the stream gives \(produced) bytes, \(contentCount) are stated", at: consumed)
        }
        guard consumed == storedCount else {
            throw FormatError("\(storedCount - consumed) bytes follow the stream", at: consumed)
        }
    }
}
