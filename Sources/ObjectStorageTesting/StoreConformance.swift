public import ObjectStorage

/// What every store must do, whatever is behind it: the rules of ``ObjectStore`` and ``ObjectReader`` as tests.
///
/// Put ``objects`` into a store of the kind to be tested, nothing else, and check each of ``rules`` against it.
public enum StoreConformance {
    /// The objects that the rules expect, in ascending order of their keys' bytes.
    public static let objects: [(key: String, bytes: [UInt8])] = [
        ("a-b", bytes(3)),
        ("a/b/c", bytes(10)),
        ("a/b/c.d/e", bytes(1)),
        ("a/empty", []),
        ("a/large", bytes(300_000)),
        ("ab/c", bytes(5)),
        ("b/1/x", bytes(7)),
        ("b/10/x", bytes(8)),
        ("b/2/x", bytes(9)),
        ("odd/ blank ", bytes(2)),
        ("odd/%2F+&?#=;", bytes(2)),
        ("odd/..x", bytes(2)),
        ("odd/\u{1B}[31m\n\t", bytes(2)),
        (#"odd/\"#, bytes(2)),
        ("odd/e\u{301}", bytes(2)),
        ("odd/\u{E9}", bytes(4)),
        ("odd/\u{202E}gnp.exe", bytes(2)),
        ("odd/\u{1F4BE}", bytes(2)),
    ].sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }

    /// One rule.
    public struct Rule: Sendable, CustomStringConvertible {
        /// The rule in words.
        public let description: String

        /// Checks the rule.
        ///
        /// - Throws: ``Violation`` if the store breaks the rule; what the store throws where it must not.
        public let check: @Sendable (any ObjectStore) async throws -> Void
    }

    /// Says how a store breaks a rule.
    public struct Violation: Error, CustomStringConvertible {
        /// What was expected and what was found.
        public let description: String
    }

    /// All rules.
    public static let rules: [Rule] = listingRules + readingRules

    /// The bytes of one of ``objects``.
    static func bytes(of key: String) -> [UInt8] {
        objects.first { $0.key == key }?.bytes ?? []
    }

    private static func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    static func expect<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
        guard found == expected else {
            throw Violation(description: "\(what): expected \(expected), found \(found)")
        }
    }

    static func expectError<Value>(
        _ codes: Set<StorageError.Code>,
        _ what: String,
        _ body: () async throws -> Value
    ) async throws {
        do {
            _ = try await body()
        } catch let error as StorageError {
            guard codes.contains(error.code) else {
                throw Violation(description: "\(what): expected an error of \(codes), found \(error.code)")
            }
            return
        }
        throw Violation(description: "\(what): expected an error of \(codes), found none")
    }
}
