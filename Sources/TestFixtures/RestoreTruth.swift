internal import Foundation

/// What Zeebe's own restore made of the stores of a `cases.json`.
public enum RestoreTruth {
    private struct Case: Decodable {
        struct Outcome: Decodable {
            let restorable: Bool
        }

        let realRestore: Outcome
    }

    /// Reads a file of the shared folder.
    ///
    /// - Returns: Name of each case and whether the restore reported success; empty where the folder is not there.
    public static func read(_ path: String) -> [(name: String, passes: Bool)] {
        guard let file = SharedDirectory.folder(path) else { return [] }
        do {
            return try JSONDecoder().decode([String: Case].self, from: Data(contentsOf: file))
                .map { ($0.key, $0.value.realRestore.restorable) }.sorted { $0.0 < $1.0 }
        } catch {
            fatalError("\(path) is not readable: \(error)")
        }
    }
}
