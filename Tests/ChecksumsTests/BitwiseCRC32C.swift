/// The checksum as its definition has it, one bit at a time: what the kernels are compared with.
enum BitwiseCRC32C {
    /// Returns the unfinished value `state` with one bit of zeros taken in.
    private static func step(_ state: UInt32) -> UInt32 {
        (state >> 1) ^ (state & 1 == 1 ? 0x82F6_3B78 : 0)
    }

    /// Returns the checksums of all prefixes: element n is that of the first n bytes.
    ///
    /// Taking in the bytes i..<j after prefix i must give prefix j, so one pass answers for every slice of the bytes.
    static func prefixes(of bytes: [UInt8]) -> [UInt32] {
        var state = UInt32.max
        var prefixes: [UInt32] = [0]
        prefixes.reserveCapacity(bytes.count + 1)
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = step(state) }
            prefixes.append(~state)
        }
        return prefixes
    }

    /// Returns `value` moved over `count` zero bytes, by repeated squaring of the 32 × 32 matrix that moves over one.
    ///
    /// This is the textbook way of combining, and shares nothing with the polynomial multiplication under test.
    static func moved(_ value: UInt32, overZeroBytes count: UInt64) -> UInt32 {
        /// Column n is the image of bit n.
        var matrix = (0..<32).map { bit in (0..<8).reduce(UInt32(1) << UInt32(bit)) { state, _ in step(state) } }
        func image(_ vector: UInt32) -> UInt32 {
            matrix.indices.reduce(0) { sum, bit in vector >> UInt32(bit) & 1 == 1 ? sum ^ matrix[bit] : sum }
        }
        var moved = value
        var remaining = count
        while remaining > 0 {
            if remaining & 1 == 1 { moved = image(moved) }
            matrix = matrix.map(image)
            remaining >>= 1
        }
        return moved
    }
}
