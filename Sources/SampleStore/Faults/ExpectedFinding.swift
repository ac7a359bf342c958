/// What a verifier has to say of a planted fault.
public struct ExpectedFinding: Sendable, Hashable {
    /// How grave the finding is.
    public enum Severity: String, Sendable {
        /// The backup or the metadata is damaged.
        case error
        /// Something an operator should know, no damage.
        case warning
        /// A remark.
        case info
    }

    /// The stable finding code, such as `snapshot.checksum-mismatch`.
    public let code: String

    /// The finer rule of the format documents, such as `sfv-crc`, where the code has one.
    public let rule: String?

    /// The severity that goes with it.
    public let severity: Severity

    static func error(_ code: String, _ rule: String? = nil) -> ExpectedFinding {
        ExpectedFinding(code: code, rule: rule, severity: .error)
    }

    static func warning(_ code: String, _ rule: String? = nil) -> ExpectedFinding {
        ExpectedFinding(code: code, rule: rule, severity: .warning)
    }

    static func info(_ code: String, _ rule: String? = nil) -> ExpectedFinding {
        ExpectedFinding(code: code, rule: rule, severity: .info)
    }
}
