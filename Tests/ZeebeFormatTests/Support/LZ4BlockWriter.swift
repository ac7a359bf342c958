/// Writes LZ4 blocks: sequences as asked, or those of a small greedy compressor.
struct LZ4BlockWriter {
    private(set) var bytes: [UInt8] = []

    /// Adds literals and a match.
    mutating func append(_ literals: some Collection<UInt8>, match length: Int, distance: Int) {
        append(literals, nibble: UInt8(min(length - 4, 15)))
        bytes += [UInt8(truncatingIfNeeded: distance), UInt8(truncatingIfNeeded: distance >> 8)]
        if length - 4 >= 15 { extend(length - 4 - 15) }
    }

    /// Adds the literals that end a block.
    mutating func finish(_ literals: some Collection<UInt8>) {
        append(literals, nibble: 0)
    }

    private mutating func append(_ literals: some Collection<UInt8>, nibble: UInt8) {
        bytes.append(UInt8(min(literals.count, 15)) << 4 | nibble)
        if literals.count >= 15 { extend(literals.count - 15) }
        bytes += literals
    }

    private mutating func extend(_ rest: Int) {
        bytes += [UInt8](repeating: 255, count: rest / 255) + [UInt8(rest % 255)]
    }

    /// Compresses: each match is the last place with the same four bytes, as long as it goes.
    static func compress(_ content: [UInt8]) -> [UInt8] {
        var writer = LZ4BlockWriter()
        var places: [ArraySlice<UInt8>: Int] = [:]
        var (start, place) = (0, 0)
        while place + 4 <= content.count {
            let key = content[place..<place + 4]
            let previous = places.updateValue(place, forKey: key)
            if let previous, place - previous <= 0xFFFF {
                var length = 4
                while place + length < content.count, content[previous + length] == content[place + length] {
                    length += 1
                }
                writer.append(content[start..<place], match: length, distance: place - previous)
                place += length
                start = place
            } else {
                place += 1
            }
        }
        writer.finish(content[start...])
        return writer.bytes
    }
}
