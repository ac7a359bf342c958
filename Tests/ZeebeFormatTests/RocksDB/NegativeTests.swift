import Foundation
import Testing
import ZeebeFormat

/// The damaged snapshots of the specification's vectors: each breaks exactly the database rules that are listed.
@Suite("RocksDB: damaged snapshots of the vectors")
struct DatabaseNegativeTests {
    struct Case: Decodable, CustomTestStringConvertible {
        struct Operation: Decodable {
            var op: String
            var file: String?
            var offset: Int?
            var mask: UInt8?
            var length: Int?
            var text: String?
            var from: String?
            var to: String?
        }

        var name: String
        var base: String
        var ops: [Operation]
        var findings: [[String]]
        var testDescription: String { name }
    }

    static let vectors = SharedData.directories("spec/vectors").first

    static let cases: [Case] = {
        guard let vectors, let data = try? Data(contentsOf: vectors.appending(path: "snapshot-negative.json")) else {
            return []
        }
        return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
    }()

    /// Rules about the checksum file, the id and `zeebe.metadata`, which other code proves.
    static let otherRules: Set<String> = [
        "sfv-crc", "sfv-missing-file", "sfv-unlisted-file", "sfv-empty", "sfv-name", "id-checksum", "combined",
        "metadata-id",
    ]

    @Test("the rules found are those listed", arguments: cases)
    func rules(_ example: Case) throws {
        let vectors = try #require(Self.vectors)
        var files = try DatabaseFiles(vectors.appending(path: example.base))
        for operation in example.ops { apply(operation, to: &files.files) }
        let expected = Set(example.findings.map { $0[1] }).subtracting(Self.otherRules)
        let violations = files.verify().violations
        #expect(Set(violations.map(\.rule.rawValue)) == expected)
        for finding in example.findings where expected.contains(finding[1]) {
            let isError = finding[0] == "ERROR"
            #expect(violations.allSatisfy { $0.rule.rawValue != finding[1] || ($0.severity == .error) == isError })
        }
    }

    private func apply(_ operation: Case.Operation, to files: inout [String: [UInt8]]) {
        let file = operation.file ?? ""
        switch operation.op {
        case "xor": files[file]?[operation.offset ?? 0] ^= operation.mask ?? 0
        case "delete": files[file] = nil
        case "truncate": files[file]?.removeSubrange((operation.length ?? 0)...)
        case "write": files[file] = Array((operation.text ?? "").utf8)
        case "copy": files[operation.to ?? ""] = files[operation.from ?? ""]
        default: Issue.record("unknown operation \(operation.op)")
        }
    }
}
