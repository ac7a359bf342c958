internal import ZeebeFormat

/// An accepted descriptor has legal values, and becomes another one or is refused when one of its bits changes.
enum SegmentDescriptorTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let fileSize = Int64(max(bytes.byteCount, 1))
        let form: SegmentDescriptor.Form
        do throws(JournalFault) {
            form = try SegmentDescriptor.decode(bytes, fileSize: fileSize)
        } catch {
            return try require(error, isInside: bytes.byteCount)
        }
        guard case .descriptor(let descriptor) = form else { return }
        try require(
            descriptor.byteCount <= bytes.byteCount,
            "the descriptor ends at \(descriptor.byteCount) of \(bytes.byteCount) bytes"
        )
        try require(
            descriptor.id >= 1 && descriptor.firstIndex >= 1 && descriptor.maxSegmentSize >= 1,
            "id \(descriptor.id), first index \(descriptor.firstIndex), size \(descriptor.maxSegmentSize)"
        )
        var random = InputRandom(bytes)
        var changed = bytes.copy(0..<bytes.byteCount)
        let place = Int.random(in: 0..<descriptor.byteCount, using: &random)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        let isSame = (try? unsafe SegmentDescriptor.decode(changed.span.bytes, fileSize: fileSize)) == form
        try require(!isSame, "a changed bit in byte \(place) goes unnoticed")
    }
}
