internal import Foundation
public import ObjectStorage

/// One single change of a store, with the truth about it, as `shared/fixtures-zeebe/differential` lists them.
public struct DifferentialCase: Decodable, Sendable {
    /// What the change is to be judged as.
    public enum Truth: String, Decodable, Sendable {
        case damaged
        case healthy
        case ambiguous
    }

    /// One operation on a file.
    public struct Operation: Decodable, Sendable {
        fileprivate let op: String
        fileprivate let path: String
        fileprivate let from: String?
        fileprivate let text: String?
        fileprivate let bytes_hex: String?
        fileprivate let offset: Int?
        fileprivate let bit: Int?
        fileprivate let length: Int?
        fileprivate let zeros: Int?
    }

    /// Name of the case.
    public let id: String
    /// Folder of the unchanged store.
    public let base: String
    /// `fs`, `s3`, `gcs` or `azure`.
    public let layout: String
    /// Key of the manifest that the case is about.
    public let target: String
    /// Sort of change.
    public let kind: String
    /// What the change hit.
    public let region: String
    /// What was done.
    public let ops: [Operation]
    /// Whether any byte differs.
    public let effective: Bool
    /// What the change is to be judged as.
    public let truth: Truth
    /// Why.
    public let why: String
    /// `backup` or `metadata`.
    public let judged: String
    /// What Zeebe's own restore made of it.
    public let realRestore: RealRestore

    /// What Zeebe's own restore made of a store.
    public struct RealRestore: Decodable, Sendable {
        /// Whether it reported success.
        public let ok: Bool
        /// `manifest`, `fetch`, `snapshot` or `log`, where it failed.
        public let phase: String?
    }

    /// The kind of store that the layout is of.
    public var store: StoreLocation.Kind {
        switch layout {
        case "s3": .s3
        case "gcs": .gcs
        case "azure": .azure
        default: .filesystem
        }
    }

    /// Name, kind and reason.
    public var testDescription: String { "\(id) \(kind): \(why)" }

    /// All cases; empty where `shared` is not there.
    public static let all: [DifferentialCase] = {
        guard let file = SharedDirectory.folder("fixtures-zeebe/differential/cases.jsonl"),
            let text = try? String(contentsOf: file, encoding: .utf8)
        else { return [] }
        return text.split(separator: "\n").map { line in
            do {
                return try JSONDecoder().decode(DifferentialCase.self, from: Data(line.utf8))
            } catch {
                fatalError("cases.jsonl is not readable: \(error)")
            }
        }
    }()

    /// Returns the files of the base store after the change.
    public func apply(to base: StoreFiles) throws -> StoreFiles {
        var changed = base
        for operation in ops { try operation.apply(to: &changed, base: base) }
        return changed
    }
}

/// Says that a case cannot be carried out.
public struct FixtureError: Error, CustomStringConvertible {
    /// What is wrong with it.
    public let description: String

    /// Creates an error.
    public init(_ description: String) {
        self.description = description
    }
}

extension DifferentialCase.Operation {
    fileprivate func apply(to store: inout StoreFiles, base: StoreFiles) throws {
        switch op {
        case "delete":
            store.files[path] = nil
        case "copy":
            guard let from, let bytes = base.files[from] else { throw FixtureError("no file \(from ?? "") to copy") }
            store.files[path] = bytes
        case "write":
            store.files[path] = try text.map { Array($0.utf8) } ?? Self.bytes(bytes_hex)
        default:
            guard var bytes = store.files[path] else { throw FixtureError("no file \(path) to change") }
            try change(&bytes)
            store.files[path] = bytes
        }
    }

    private func change(_ bytes: inout [UInt8]) throws {
        switch op {
        case "flip":
            guard let offset, let bit else { throw FixtureError("flip without place") }
            bytes[offset] ^= 1 << UInt8(bit)
        case "set":
            guard let offset else { throw FixtureError("set without place") }
            let new = try Self.bytes(bytes_hex)
            bytes.replaceSubrange(offset..<(offset + new.count), with: new)
        case "zero":
            guard let offset, let length else { throw FixtureError("zero without place") }
            bytes.replaceSubrange(offset..<(offset + length), with: repeatElement(0, count: length))
        case "truncate":
            guard let length else { throw FixtureError("truncate without length") }
            bytes.removeSubrange(length...)
        case "append":
            bytes += try zeros.map { Array(repeating: 0, count: $0) } ?? Self.bytes(bytes_hex)
        default:
            throw FixtureError("unknown operation \(op)")
        }
    }

    private static func bytes(_ hex: String?) throws -> [UInt8] {
        guard let hex else { throw FixtureError("operation without bytes") }
        var bytes: [UInt8] = []
        var rest = Substring(hex)
        while rest.count >= 2 {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { throw FixtureError("\(hex) is not hexadecimal") }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
