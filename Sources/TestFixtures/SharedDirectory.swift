public import Foundation

/// Finds the folder `shared` beside the checkout: stores written by Zeebe's own code, and the specification's vectors.
///
/// It is not part of the repository. Tests that need it say so and check nothing where it is absent; continuous
/// integration has it.
public enum SharedDirectory {
    /// The folder; `nil` when it is not there.
    public static let url: URL? = {
        // A worktree lies one level deeper than a checkout.
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        for path in ["../shared", "../../shared"] {
            let url = package.appending(path: path).standardizedFileURL
            if FileManager.default.fileExists(atPath: url.appending(path: "fixtures-zeebe").path) { return url }
        }
        print("note: ../shared is not there: tests on stores written by Zeebe's own code check nothing")
        return nil
    }()

    /// Returns a folder in it; `nil` when the folder `shared` is not there.
    public static func folder(_ path: String) -> URL? { url?.appending(path: path) }
}
