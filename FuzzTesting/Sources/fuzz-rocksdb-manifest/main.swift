import FuzzEntry
import FuzzTargets

/// Called by libFuzzer with each input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    unsafe FuzzTarget.rocksDBManifest.feed(start, count)
}

/// Called by libFuzzer to change an input.
@c(LLVMFuzzerCustomMutator)
public func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    unsafe mutateLog(bytes, count, capacity, seed)
}
