import Foundation
import ObjectStorageTesting
import TestFixtures

/// A partition backup of the specification's vectors, laid out as a store with the manifest that its facts describe.
struct VectorStore {
    /// What the manifest says, as `facts.json` and the cases give it.
    struct Facts: Decodable, Sendable {
        var checkpointId: Int64
        var brokerVersion: String
        var numberOfPartitions: Int32
        var checkpointPosition: Int64
        var snapshotId: String?
        var partitionId: Int32
    }

    /// One operation on the snapshot's files.
    struct Operation: Decodable, Sendable {
        let op: String
        let file: String?
        let offset: Int?
        let mask: UInt8?
        let length: Int?
        let text: String?
        let from: String?
        let to: String?
    }

    var facts: Facts
    var snapshot: [String: [UInt8]]
    var segments: [String: [UInt8]]

    /// The vectors' directory; `nil` when it is not there.
    static var root: URL? { SharedDirectory.folder("spec/vectors") }

    /// Reads a JSON file of the vectors.
    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, _ path: String) throws -> Value {
        guard let root else { throw FixtureError("no vectors") }
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: root.appending(path: path)))
    }

    /// Reads a list of cases; empty where the vectors are not there.
    static func cases<Case: Decodable>(_ type: Case.Type = Case.self, _ path: String) -> [Case] {
        guard root != nil else { return [] }
        do {
            return try decode([Case].self, path)
        } catch {
            fatalError("\(path) is not readable: \(error)")
        }
    }

    /// Reads one of the complete partition backups.
    init(_ directory: String) throws {
        facts = try Self.decode(Facts.self, "\(directory)/facts.json")
        snapshot = try Self.files("\(directory)/snapshot")
        segments = try Self.files("\(directory)/segments")
    }

    init(facts: Facts, snapshot: [String: [UInt8]], segments: [String: [UInt8]]) {
        self.facts = facts
        self.snapshot = snapshot
        self.segments = segments
    }

    /// The files of a directory of the vectors.
    static func files(_ directory: String) throws -> [String: [UInt8]] {
        guard let folder = SharedDirectory.folder("spec/vectors/\(directory)") else { return [:] }
        return try StoreFiles(directory: folder).files
    }

    /// Changes the snapshot's files; a file that is deleted is not in the manifest either.
    mutating func apply(_ operations: [Operation]) throws {
        for operation in operations {
            switch operation.op {
            case "xor":
                let (file, offset, mask) = (operation.file ?? "", operation.offset ?? -1, operation.mask ?? 0)
                guard snapshot[file]?.indices.contains(offset) == true else {
                    throw FixtureError("no byte \(offset) in \(file)")
                }
                snapshot[file]?[offset] ^= mask
            case "delete":
                guard snapshot.removeValue(forKey: operation.file ?? "") != nil else {
                    throw FixtureError("no file to delete")
                }
            case "truncate":
                guard let file = operation.file, let bytes = snapshot[file], let length = operation.length else {
                    throw FixtureError("no file to truncate")
                }
                snapshot[file] = Array(bytes.prefix(length))
            case "write":
                guard let file = operation.file, let text = operation.text else {
                    throw FixtureError("nothing to write")
                }
                snapshot[file] = Array(text.utf8)
            case "copy":
                guard let from = operation.from, let to = operation.to, let bytes = snapshot[from] else {
                    throw FixtureError("nothing to copy")
                }
                snapshot[to] = bytes
            default:
                throw FixtureError("unknown operation \(operation.op)")
            }
        }
    }

    /// The place of the manifest.
    var place: String { "manifests/\(facts.partitionId)/\(facts.checkpointId)/0/manifest.json" }

    /// The store, with a manifest of the common dialect.
    var store: InMemoryStore {
        let contents = "contents/\(facts.partitionId)/\(facts.checkpointId)/0"
        var files: [String: [UInt8]] = [place: Array(manifest.utf8)]
        for (name, bytes) in snapshot { files["\(contents)/snapshot/\(name)"] = bytes }
        for (name, bytes) in segments { files["\(contents)/segments/\(name)"] = bytes }
        return InMemoryStore(files)
    }

    private var manifest: String {
        func names(_ files: [String: [UInt8]]) -> String {
            files.keys.sorted().map { #"{"name":"\#($0)"}"# }.joined(separator: ",")
        }
        let snapshotID = facts.snapshotId.map { #""\#($0)""# } ?? "null"
        return """
            {"id":{"nodeId":0,"partitionId":\(facts.partitionId),"checkpointId":\(facts.checkpointId)},\
            "descriptor":{"snapshotId":\(snapshotID),"checkpointPosition":\(facts.checkpointPosition),\
            "numberOfPartitions":\(facts.numberOfPartitions),"brokerVersion":"\(facts.brokerVersion)"},\
            "statusCode":"COMPLETED","snapshot":{"files":[\(names(snapshot))]},\
            "segments":{"files":[\(names(segments))]},\
            "createdAt":"2026-11-22T18:28:18.053Z","modifiedAt":"2026-11-22T18:28:18.113Z"}
            """
    }
}
