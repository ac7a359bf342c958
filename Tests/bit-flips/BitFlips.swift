// Turns over single bits of a snapshot of one megabyte, one at a time, and proves that each is found: after the snapshot was
// written, and in tables before any checksum of them was taken. The ordinary tests do the same with a few.
//
//     make bit-flips FLIPS=20000
import TestFixtures

@main
enum BitFlips {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
        let count = Int(arguments.first ?? 20_000)
        let seed = arguments.dropFirst().first ?? 1
        let store = try BitFlipStore()
        var problems = try await inParallel(store.sample(count, seed: seed)) { try await store.problem(with: $0) }
        print(
            "\(count) bits of \(store.byteCount) bytes in \(store.snapshotKeys.count) files: \(problems.count) problems"
        )
        let tables = try store.tables
        for (number, table) in tables.enumerated() {
            let flips = TableBitFlips(table.table, table.bytes)
            problems += flips.sample(count / tables.count, seed: seed + UInt64(number)).compactMap {
                flips.problem(with: $0)
            }
        }
        print("and as many of \(tables.count) tables before their checksums were taken")
        for problem in problems.prefix(20) { print(problem) }
        guard problems.isEmpty else { throw Failure() }
    }

    struct Failure: Error {}

    /// Runs `body` for all elements, two at a time, and returns what is not `nil`.
    private static func inParallel(
        _ flips: [BitFlip],
        _ body: @escaping @Sendable (BitFlip) async throws -> String?
    ) async throws -> [String] {
        try await withThrowingTaskGroup(of: String?.self) { group in
            var problems: [String] = []
            for (number, flip) in flips.enumerated() {
                if number >= 4, let problem = try await group.next() ?? nil { problems.append(problem) }
                group.addTask { try await body(flip) }
            }
            for try await case let problem? in group { problems.append(problem) }
            return problems
        }
    }
}
