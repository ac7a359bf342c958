/// Why a sample store could not be written or damaged.
public enum SampleStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The specification asks for something impossible.
    case invalidSpecification(String)

    /// A call of the operating system failed.
    case system(call: String, path: String, errno: Int32)

    /// The store or the backup does not have what the fault would damage.
    case faultNotApplicable(String)

    /// A file that a fault builds on does not have the form in which sample stores are written.
    case unexpectedContent(path: String, reason: String)

    /// The error in one line.
    public var description: String {
        switch self {
        case .invalidSpecification(let reason): "the sample store cannot be written: \(reason)"
        case .system(let call, let path, let errno): "\(call) of \(path) failed with error number \(errno)"
        case .faultNotApplicable(let reason): "the fault cannot be planted: \(reason)"
        case .unexpectedContent(let path, let reason): "\(path) is not as a sample store writes it: \(reason)"
        }
    }
}
