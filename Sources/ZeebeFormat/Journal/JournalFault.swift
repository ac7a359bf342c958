/// One broken rule in a journal segment, with its place.
public struct JournalFault: Error, Equatable, Sendable {
    /// The rule that is broken.
    public let rule: Rule

    /// Offset in bytes of the structure that breaks it, from the start of the segment file.
    public let offset: Int64

    /// Journal index of the record that breaks it, or that was expected there; `nil` in the segment's descriptor.
    public let index: Int64?

    /// Whether Zeebe's readers do not look at what is wrong: a frame byte other than 0, the version in a header, a length
    /// that says again what another one says.
    public let isIgnoredByZeebe: Bool

    /// What is wrong, with what was expected and what was found.
    public let detail: String

    /// Creates a fault.
    @inline(never)
    public init(_ rule: Rule, at offset: Int64, index: Int64? = nil, isIgnoredByZeebe: Bool = false, _ detail: String) {
        self.rule = rule
        self.offset = offset
        self.index = index
        self.isIgnoredByZeebe = isIgnoredByZeebe
        self.detail = detail
    }
}
