/// LZ4 blocks by the letter of partition-data, annex C.3: slow, plain, and with the bounds checks of arrays.
public enum PlainLZ4 {
    /// The content of a block; `nil` when it is none of `rawSize` bytes.
    public static func decode(_ block: [UInt8], rawSize: Int) -> [UInt8]? {
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
            guard output.count <= rawSize else { return nil }
            if input.isEmpty { return output.count == rawSize ? output : nil }
            guard let low = input.popFirst(), let high = input.popFirst() else { return nil }
            let distance = Int(low) | Int(high) << 8
            guard distance > 0, distance <= output.count, let match = length(token & 15),
                output.count + match + 4 <= rawSize
            else { return nil }
            for _ in 0..<match + 4 { output.append(output[output.count - distance]) }
        }
        return nil
    }
}
