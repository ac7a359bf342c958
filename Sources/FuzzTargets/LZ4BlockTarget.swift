internal import ZeebeFormat

/// An LZ4 block gives what a plain decoder gives, never a byte more than its stated size.
///
/// The input is the size in two bytes, then the block.
enum LZ4BlockTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        guard bytes.byteCount >= 2 else { return }
        let size = Int(bytes.byte(at: 0)) | Int(bytes.byte(at: 1)) << 8
        let block = bytes.copy(2..<bytes.byteCount)
        let expected = PlainLZ4.decode(block, rawSize: size)
        // An allocation of exactly this size, so that a sanitizer sees each write past its end.
        var output = [UInt8](repeating: 0xAA, count: size)
        do throws(FormatError) {
            try unsafe LZ4Block.decode(block.span.bytes, rawSize: size, into: &output)
        } catch {
            try require(error, isInside: block.count)
            return try require(expected == nil, "a block of \(size) bytes is refused: \(error)")
        }
        try require(output.count == size, "\(output.count) bytes, \(size) were stated")
        try require(output == expected, "another content than that of a plain decoder")
    }
}
