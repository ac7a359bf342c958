public import Foundation
public import ObjectStorage
public import ObjectStorageTesting

/// The files of a store in memory, so that a test can change one and audit the rest as it was.
public struct StoreFiles: Sendable {
    /// Contents by key.
    public var files: [String: [UInt8]]

    /// Creates files.
    public init(_ files: [String: [UInt8]]) {
        self.files = files
    }

    /// Reads all files below a directory.
    public init(directory: URL) throws {
        files = [:]
        let root = directory.standardizedFileURL.path
        guard
            let walker = FileManager.default.enumerator(at: directory, includingPropertiesForKeys: [.isRegularFileKey])
        else { throw CocoaError(.fileReadNoSuchFile) }
        for case let url as URL in walker
        where try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
            let path = url.standardizedFileURL.path
            files[String(path.dropFirst(root.count + 1))] = [UInt8](try Data(contentsOf: url))
        }
    }

    /// A store of these files.
    public func store(_ kind: StoreLocation.Kind = .filesystem) -> InMemoryStore {
        InMemoryStore(files, kind: kind)
    }
}
