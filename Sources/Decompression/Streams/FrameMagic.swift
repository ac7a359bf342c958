/// Proves the four bytes in front of a frame as they come in, so that a library sees frames of the current format only: some
/// still decode formats of old releases, by old code.
struct FrameMagic {
    /// Kinds of frames that are let through: the magic number, and a mask of its bits that count.
    let kinds: [(value: UInt32, mask: UInt32)]

    /// The bytes that were taken, the first one lowest.
    private var bytes: UInt32 = 0
    private var count = 0

    init(_ kinds: [(value: UInt32, mask: UInt32)]) {
        self.kinds = kinds
    }

    /// Proves the bytes of the magic number that `input` begins with.
    func check(_ input: UnsafeRawBufferPointer) throws(StreamFailure) {
        var seen = self
        for place in 0..<min(4 - count, input.count) {
            guard unsafe seen.take(input[place]) else { throw StreamFailure("no frame begins here", consumed: place) }
        }
    }

    /// Notes that the library took so many bytes of what was proved.
    mutating func advance(_ input: UnsafeRawBufferPointer, consumed: Int) {
        for place in 0..<min(4 - count, consumed) { _ = unsafe take(input[place]) }
    }

    /// Begins the next frame.
    mutating func reset() {
        bytes = 0
        count = 0
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        bytes |= UInt32(byte) << UInt32(8 * count)
        count += 1
        let seen = count == 4 ? UInt32.max : (1 << UInt32(8 * count)) - 1
        return kinds.contains { (bytes ^ $0.value) & $0.mask & seen == 0 }
    }
}
