/// A broken rule of partition-data §12.3 in one partition backup.
public struct RuleViolation: Equatable, Sendable {
    /// The rule.
    public var rule: Rule
    /// Whether the violation lies behind the checkpoint's entry, where a restore cuts the journal off.
    public var isInTail: Bool
    /// Name of the file that breaks the rule; `nil` when the rule is about several files.
    public var fileName: String?
    /// Offset in bytes in that file.
    public var offset: Int64?
    /// Journal index of the record that breaks it.
    public var index: Int64?
    /// How bad it is.
    public var severity: Severity
    /// What is wrong, with what was expected and what was found.
    public var detail: String

    /// Creates a violation with the rule's own severity, or `info` in the tail.
    public init(
        _ rule: Rule,
        isInTail: Bool = false,
        fileName: String? = nil,
        offset: Int64? = nil,
        index: Int64? = nil,
        severity: Severity? = nil,
        _ detail: String
    ) {
        self.rule = rule
        self.isInTail = isInTail
        self.fileName = fileName
        self.offset = offset
        self.index = index
        self.severity = severity ?? (isInTail ? .info : rule.severity)
        self.detail = detail
    }

    /// The rule's identifier, with the prefix `tail-` behind the checkpoint.
    public var identifier: String {
        isInTail ? "tail-\(rule.rawValue)" : rule.rawValue
    }
}
