internal import CCRC32C

extension CRC32C {
    /// One way to compute the checksum, such as the CPU's own instruction or tables.
    ///
    /// All kernels give the same values. `CRC32C.update` uses the fastest that this CPU supports, so a caller chooses one
    /// only to test or to measure it.
    public struct Kernel: Sendable, Hashable {
        /// The number by which the C library knows the kernel.
        let number: Int

        /// What the kernel is built on, for example `sse4.2-pclmul` or `portable`.
        public let name: String

        fileprivate init(number: Int) {
            self.number = number
            self.name = unsafe ccrc32c_kernel_name(number).map { unsafe String(cString: $0) } ?? ""
        }

        /// The kernels that this CPU can run, slowest first: `portable` is always among them.
        public static let supported = (0..<ccrc32c_kernel_count()).filter(ccrc32c_kernel_is_supported).map(Kernel.init)
    }

    /// The kernel that `update` uses, chosen once when the process starts: the fastest supported one.
    public static let selectedKernel = Kernel(number: ccrc32c_kernel_selected())

    /// Adds bytes by the given kernel.
    public mutating func update(_ bytes: RawSpan, using kernel: Kernel) {
        let updated = unsafe bytes.withUnsafeBytes { buffer in
            unsafe ccrc32c_kernel_update(kernel.number, value, buffer.baseAddress, buffer.count)
        }
        self = CRC32C(resumingFrom: updated)
    }
}

extension CRC32C.Kernel: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}
