import Foundation
import FuzzTargets
import Testing

/// Runs the inputs that once broke something, and the fuzzers' seeds, through the fuzzers' own bodies.
@Suite("Known inputs of the fuzzers")
struct ReplayTests {
    @Test("every input that once failed passes", arguments: FuzzTarget.allCases)
    func failCases(_ target: FuzzTarget) throws {
        for input in try KnownInputs.files("FailCases", target) {
            #expect(throws: Never.self, "\(input.path)") { try replay(Data(contentsOf: input), target) }
        }
    }

    @Test("every seed passes, whole and cut at each byte", arguments: FuzzTarget.allCases)
    func seeds(_ target: FuzzTarget) throws {
        let seeds = try KnownInputs.files("Seeds", target)
        #expect(!seeds.isEmpty)
        for seed in seeds {
            let bytes = try Data(contentsOf: seed)
            for count in 0...bytes.count {
                #expect(throws: Never.self, "\(seed.path), \(count) bytes") { try replay(bytes.prefix(count), target) }
            }
        }
    }

    @Test("every folder of inputs belongs to a target", arguments: ["FailCases", "Seeds"])
    func folders(_ folder: String) throws {
        let targets = FuzzTarget.allCases.map(\.rawValue)
        #expect(try Set(KnownInputs.names(folder)).subtracting(targets + ["README.md"]).isEmpty)
    }

    private func replay(_ data: Data, _ target: FuzzTarget) throws(BrokenProperty) {
        let bytes = Array(data)
        try target.run(bytes.span.bytes)
    }
}

/// The inputs that are kept in `FuzzTesting/`.
enum KnownInputs {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "FuzzTesting")

    /// The names in a folder.
    static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: package.appending(path: folder).path)
    }

    /// The inputs of a target, in a fixed order; none where it has no folder.
    static func files(_ folder: String, _ target: FuzzTarget) throws -> [URL] {
        guard try names(folder).contains(target.rawValue) else { return [] }
        let path = "\(folder)/\(target.rawValue)"
        return try names(path).sorted().map { package.appending(path: "\(path)/\($0)") }
    }

    /// The bytes of one seed.
    static func seed(_ target: FuzzTarget, _ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: package.appending(path: "Seeds/\(target.rawValue)/\(name)")))
    }
}
