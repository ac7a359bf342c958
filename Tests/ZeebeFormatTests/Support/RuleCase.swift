import Testing
import ZeebeFormat

/// One change of the standard journal, with all that must be said of it.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout TestJournal) -> Void
    let expected: @Sendable (TestJournal) -> [FoundViolation]
    /// The first rule that must be said to be broken.
    let rule: Rule?

    var testDescription: String { rule.map { "\($0.rawValue): \(name)" } ?? "healthy: \(name)" }

    /// A change that harms nobody.
    static func healthy(_ name: String, _ change: @escaping @Sendable (inout TestJournal) -> Void) -> RuleCase {
        RuleCase(name: name, change: change, expected: { _ in [] }, rule: nil)
    }

    /// A change that breaks one rule in a record, so many bytes behind its frame byte.
    static func record(
        _ rule: Rule,
        _ segment: Int,
        _ record: Int,
        at offset: Int,
        as severity: Severity = .error,
        _ name: String,
        _ change: @escaping @Sendable (inout TestJournal) -> Void
    ) -> RuleCase {
        RuleCase(
            name: name,
            change: change,
            expected: { journal in
                let segment = journal.segments[segment]
                return [
                    FoundViolation(
                        rule.rawValue,
                        severity,
                        file: segment.name,
                        offset: Int64(segment.offset(ofRecord: record) + offset),
                        index: segment.records[record].index
                    )
                ]
            },
            rule: rule
        )
    }

    /// A change that breaks one rule in a file as a whole or its descriptor.
    static func file(
        _ rule: Rule,
        _ segment: Int,
        at offset: Int64?,
        as severity: Severity = .error,
        _ name: String,
        _ change: @escaping @Sendable (inout TestJournal) -> Void
    ) -> RuleCase {
        RuleCase(
            name: name,
            change: change,
            expected: { journal in
                [
                    FoundViolation(
                        rule.rawValue,
                        severity,
                        file: journal.segments[segment].name,
                        offset: offset,
                        index: nil
                    )
                ]
            },
            rule: rule
        )
    }

    /// A change about which something else must be said.
    static func other(
        _ rule: Rule,
        _ name: String,
        _ change: @escaping @Sendable (inout TestJournal) -> Void,
        expected: @escaping @Sendable (TestJournal) -> [FoundViolation]
    ) -> RuleCase {
        RuleCase(name: name, change: change, expected: expected, rule: rule)
    }

    /// Carries the change out and compares what is said with what must be.
    func check() -> JournalContinuity {
        var journal = TestJournal.standard()
        change(&journal)
        let proof = journal.prove()
        let expected = expected(journal)
        #expect(proof.found == expected, "\(proof.texts)")
        return proof
    }
}
