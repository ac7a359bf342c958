import Testing
import ZeebeFormat

/// What a test expects of a violation: all but its text.
struct FoundViolation: Hashable, CustomStringConvertible {
    var identifier: String
    var severity: Severity
    var fileName: String?
    var offset: Int64?
    var index: Int64?

    var description: String {
        "\(severity.rawValue) \(identifier) \(fileName ?? "-") @\(offset.map(String.init) ?? "-") #\(index.map(String.init) ?? "-")"
    }

    init(_ identifier: String, _ severity: Severity, file: String?, offset: Int64?, index: Int64?) {
        self.identifier = identifier
        self.severity = severity
        self.fileName = file
        self.offset = offset
        self.index = index
    }

    init(_ violation: RuleViolation) {
        self.init(
            violation.identifier,
            violation.severity,
            file: violation.fileName,
            offset: violation.offset,
            index: violation.index
        )
    }
}

extension JournalContinuity {
    /// The violations without their texts.
    var found: [FoundViolation] { violations.map { FoundViolation($0) } }

    /// The violations with their texts, for failure messages.
    var texts: String { violations.map { "\(FoundViolation($0)): \($0.detail)" }.joined(separator: "\n") }
}
