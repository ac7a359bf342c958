/// One broken rule in a file of the RocksDB database, with its place.
public struct RocksDBFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The rule that is broken; `unsupported` where the bytes may be right, but this program does not know their form.
    public let rule: Rule

    /// Offset in bytes of the structure that breaks it, from the start of the file.
    public let offset: UInt64

    /// What is wrong, with what was expected and what was found.
    public let detail: String

    /// Creates a fault.
    @inline(never)
    public init(_ rule: Rule, at offset: UInt64, _ detail: String) {
        self.rule = rule
        self.offset = offset
        self.detail = detail
    }

    /// The rule, the place and what is wrong.
    public var description: String { "\(rule.rawValue) at byte \(offset): \(detail)" }
}
