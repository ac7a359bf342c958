internal import CLibFuzzer
internal import FuzzTargets

/// Changes a segment file as libFuzzer does, and repairs its checksums in half of the cases.
///
/// - Returns: The new number of bytes, at most `capacity`.
public func mutateSegment(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    let changed = unsafe LLVMFuzzerMutate(bytes, count, capacity)
    guard seed.isMultiple(of: 2) else { return changed }
    var file = unsafe Array(UnsafeBufferPointer(start: bytes, count: changed))
    SegmentRepair.repairChecksums(&file)
    for (place, byte) in file.enumerated() { unsafe bytes[place] = byte }
    return changed
}
