import Foundation

/// Reading a store back, independently of the code that wrote it.
enum Files {
    /// All regular files below a directory: path relative to it, content.
    static func all(below root: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isDirectory)
            if !isDirectory.boolValue { files[path] = try Data(contentsOf: URL(filePath: "\(root)/\(path)")) }
        }
        return files
    }

    /// The package's directory.
    static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The first JSON value of a file and how many bytes are left over behind it.
    static func json(_ data: Data) throws -> (object: [String: Any], left: Int) {
        var depth = 0
        var inString = false
        var escaped = false
        for (offset, byte) in data.enumerated() {
            if inString {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                guard depth == 0 else { continue }
                let object = try JSONSerialization.jsonObject(with: data.prefix(offset + 1))
                return (object as? [String: Any] ?? [:], data.count - offset - 1)
            default: break
            }
        }
        throw CocoaError(.fileReadCorruptFile)
    }
}
