import Foundation

/// Data outside of the repository that tests use where it is there: `../shared` seen from the package, or from the
/// directory above it when the package is a git worktree.
enum SharedData {
    /// The fixtures and vectors that exist, and a printed note when there are none.
    static func directories(_ paths: String...) -> [URL] {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let candidates = [package.appending(path: "../shared"), package.appending(path: "../../shared")]
        let found = candidates.map(\.standardizedFileURL).first { FileManager.default.fileExists(atPath: $0.path()) }
        let directories = paths.compactMap { path in
            let directory = found?.appending(path: path)
            return directory.flatMap { FileManager.default.fileExists(atPath: $0.path()) ? $0 : nil }
        }
        if directories.isEmpty { print("NOT CHECKED: no shared data in ../shared (\(paths.joined(separator: ", ")))") }
        return directories
    }

    /// All files below directories whose name satisfies a condition, in a fixed order.
    static func files(below directories: [URL], where isWanted: (String) -> Bool) -> [URL] {
        directories.flatMap { directory in
            FileManager.default.enumerator(at: directory, includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL }.filter { isWanted($0.lastPathComponent) } ?? []
        }
        .sorted { $0.path() < $1.path() }
    }
}
