internal import CXXHash

extension XXH3 {
    /// One way to compute the hash, with wider or narrower registers.
    ///
    /// All kernels give the same values. `XXH3.checksum(of:)` uses the fastest that this CPU supports, so a caller chooses
    /// one only to test or to measure it.
    public struct Kernel: Sendable, Hashable {
        /// The number by which the C library knows the kernel.
        let number: Int

        /// What the kernel is built on, for example `avx2` or `portable`.
        public let name: String

        fileprivate init(number: Int) {
            self.number = number
            self.name = unsafe cxxhash_kernel_name(number).map { unsafe String(cString: $0) } ?? ""
        }

        /// The kernels that this CPU can run, slowest first: `portable` is always among them.
        public static let supported = (0..<cxxhash_kernel_count()).filter(cxxhash_kernel_is_supported).map(Kernel.init)
    }

    /// The kernel that `checksum(of:)` uses, chosen once when the process starts: the fastest supported one.
    public static let selectedKernel = Kernel(number: cxxhash_kernel_selected())

    /// Returns the hash of `bytes`, computed by the given kernel.
    public static func checksum(of bytes: RawSpan, using kernel: Kernel) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe cxxhash_kernel_xxh3(kernel.number, $0.baseAddress, $0.count) }
    }
}

extension XXH3.Kernel: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}
