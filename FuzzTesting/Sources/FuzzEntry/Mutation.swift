internal import CLibFuzzer
internal import FuzzTargets

/// Changes a segment file as libFuzzer does, and repairs its checksums in half of the cases.
///
/// - Returns: The new number of bytes, at most `capacity`.
public func mutateSegment(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    unsafe mutate(bytes, count, capacity, seed, SegmentRepair.repairChecksums)
}

/// Changes a RocksDB log file in the same way.
public func mutateLog(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    unsafe mutate(bytes, count, capacity, seed, RocksDBLogRepair.repairChecksums)
}

/// Changes a RocksDB table in the same way.
public func mutateTable(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    unsafe mutate(bytes, count, capacity, seed, RocksDBTableRepair.repairChecksums)
}

private func mutate(
    _ bytes: UnsafeMutablePointer<UInt8>,
    _ count: Int,
    _ capacity: Int,
    _ seed: UInt32,
    _ repair: (inout [UInt8]) -> Void
) -> Int {
    let changed = unsafe LLVMFuzzerMutate(bytes, count, capacity)
    guard seed.isMultiple(of: 2) else { return changed }
    var file = unsafe Array(UnsafeBufferPointer(start: bytes, count: changed))
    repair(&file)
    for (place, byte) in file.enumerated() { unsafe bytes[place] = byte }
    return changed
}
