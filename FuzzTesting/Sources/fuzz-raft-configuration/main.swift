import FuzzEntry
import FuzzTargets

/// Called by libFuzzer with each input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
    unsafe FuzzTarget.raftConfiguration.feed(start, count)
}
