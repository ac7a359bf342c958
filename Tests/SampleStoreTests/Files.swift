import Foundation

/// Reading a store back, independently of the code that wrote it.
enum Files {
    /// All regular files below a directory: path relative to it, content.
    static func all(below root: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        let base = URL(filePath: root)
        guard let walk = FileManager.default.enumerator(atPath: root) else { return files }
        for case let path as String in walk {
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory)
            if !isDirectory.boolValue { files[path] = try Data(contentsOf: base.appending(path: path)) }
        }
        return files
    }

    /// The package's directory.
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
