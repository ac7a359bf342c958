internal import ZeebeFormat

/// An LZ4 block gives what a plain decoder gives, never a byte more than its stated size.
///
/// The input is the size in two bytes, then the block.
enum LZ4BlockTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        guard bytes.byteCount >= 2 else { return }
        let size = Int(bytes.byte(at: 0)) | Int(bytes.byte(at: 1)) << 8
        let block = bytes.copy(2..<bytes.byteCount)
        let expected = plain(block, size: size)
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

    /// The content by the letter of partition-data, annex C.3; `nil` when the block is none of `size` bytes.
    private static func plain(_ block: [UInt8], size: Int) -> [UInt8]? {
        var input = block[...]
        var output: [UInt8] = []
        func length(_ nibble: UInt8) -> Int? {
            var length = Int(nibble)
            guard nibble == 15 else { return length }
            while let more = input.popFirst() {
                length += Int(more)
                if more != 255 { return length }
            }
            return nil
        }
        while let token = input.popFirst() {
            guard let literals = length(token >> 4), literals <= input.count else { return nil }
            output += input.prefix(literals)
            input = input.dropFirst(literals)
            guard output.count <= size else { return nil }
            if input.isEmpty { return output.count == size ? output : nil }
            guard let low = input.popFirst(), let high = input.popFirst() else { return nil }
            let distance = Int(low) | Int(high) << 8
            guard distance > 0, distance <= output.count, let match = length(token & 15),
                output.count + match + 4 <= size
            else { return nil }
            for _ in 0..<match + 4 { output.append(output[output.count - distance]) }
        }
        return nil
    }
}
