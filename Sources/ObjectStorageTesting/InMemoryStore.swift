public import ObjectStorage
internal import SafeText

/// A store in memory that behaves as an object store does: directories are what keys have in common.
///
/// It takes any text as key, as object stores do; what is no ``ObjectKey`` is listed as irregular.
public struct InMemoryStore: ObjectStore {
    /// Says which store it is; the text is `memory`.
    public let location: StoreLocation

    /// When all objects were last written.
    public let modified: ModificationTime?

    /// In ascending order of their keys' bytes.
    private let objects: [(text: String, bytes: [UInt8])]

    private let contents: [ObjectKey: [UInt8]]

    /// Creates a store of these objects.
    public init(
        _ objects: [String: [UInt8]],
        kind: StoreLocation.Kind = .filesystem,
        modified: ModificationTime? = nil
    ) {
        self.init(pairs: objects.map { ($0.key, $0.value) }, kind: kind, modified: modified)
    }

    /// Creates a store of these objects. Unlike a dictionary, which takes two spellings of "é" for one key, it keeps
    /// keys apart by their bytes; of two objects with the same key the last one counts.
    public init(
        pairs: some Sequence<(key: String, bytes: [UInt8])>,
        kind: StoreLocation.Kind = .filesystem,
        modified: ModificationTime? = nil
    ) {
        var byKey: [[UInt8]: (text: String, bytes: [UInt8])] = [:]
        for (key, bytes) in pairs { byKey[Array(key.utf8)] = (key, bytes) }
        objects = byKey.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        var contents: [ObjectKey: [UInt8]] = [:]
        for object in objects {
            if let key = try? ObjectKey(object.text) { contents[key] = object.bytes }
        }
        self.contents = contents
        location = StoreLocation(kind, "memory")
        self.modified = modified
    }

    /// The keys of all objects, in ascending order of their bytes.
    public var keys: [String] { objects.map(\.text) }

    /// Reports what is below a directory; see ``ObjectStore/list(_:_:)``.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        let prefix = scope.directory.map { Array($0.text.utf8) + [UInt8(ascii: "/")] } ?? []
        var lastDirectory: ObjectKey?
        for object in objects where object.text.utf8.starts(with: prefix) {
            try Task.checkCancellation()
            let rest = object.text.utf8.dropFirst(prefix.count)
            if case .level = scope, let end = rest.firstIndex(of: UInt8(ascii: "/")),
                let directory = try? ObjectKey(String(object.text[..<end]))
            {
                if directory != lastDirectory { try await visit(.directory(directory)) }
                lastDirectory = directory
            } else if let key = try? ObjectKey(object.text) {
                try await visit(
                    .object(ListedObject(key: key, size: UInt64(object.bytes.count), modified: modified))
                )
            } else {
                try await visit(
                    .irregular(printablePath: PrintableText.form(of: object.text), reason: .invalidName)
                )
            }
        }
    }

    /// Opens an object; see ``ObjectStore/open(_:)``.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        guard let bytes = contents[key] else {
            throw StorageError(.notFound, .open, key.description, message: "no such object")
        }
        return InMemoryReader(key: key, bytes: bytes)
    }
}

/// An object in memory.
private struct InMemoryReader: ObjectReader {
    let key: ObjectKey
    let bytes: [UInt8]

    var size: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        guard let start = Int(exactly: offset), start < bytes.count else { return 0 }
        let count = min(buffer.count, bytes.count - start)
        unsafe buffer.copyBytes(from: bytes[start..<start + count])
        return count
    }

    func checkUnchanged() async throws(StorageError) {}
}
