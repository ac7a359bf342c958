public import FuzzTargets

extension FuzzTarget {
    /// Runs one input of libFuzzer; a broken property ends the process, which libFuzzer reports with the input.
    ///
    /// - Returns: What `LLVMFuzzerTestOneInput` must return: 0.
    public func feed(_ start: UnsafeRawPointer, _ count: Int) -> CInt {
        // The bytes are read where libFuzzer put them, so that the address sanitizer sees each read past their end.
        do throws(BrokenProperty) {
            try unsafe run(RawSpan(_unsafeStart: start, byteCount: count))
        } catch {
            fatalError("\(rawValue): \(error)")
        }
        return 0
    }
}
