/// The text of a written manifest: the document, and what is left over behind it (store-layout §4.4).
struct ManifestText: Sendable {
    /// The two file sets.
    enum FileSet: String, Sendable {
        case snapshot
        case segments
    }

    /// The document.
    var document: JSONText
    private let tail: [UInt8]

    init(_ content: [UInt8], path: String) throws(SampleStoreError) {
        let whole = JSONText(bytes: content)
        let end = whole.endOfValue(at: 0)
        document = JSONText(bytes: Array(content[..<end]))
        tail = Array(content[end...])
        guard document.integer(of: "checkpointPosition") != nil else {
            throw .unexpectedContent(path: path, reason: "it has no checkpointPosition")
        }
    }

    /// The bytes of the file.
    var content: [UInt8] { document.bytes + tail }

    /// Position of the checkpoint command.
    var checkpointPosition: Int64 { document.integer(of: "checkpointPosition") ?? 0 }

    /// The snapshot id, if there is one.
    var snapshotId: String? { document.string(of: "snapshotId") }

    /// The names in a file set.
    func names(_ set: FileSet) -> [String] {
        guard let value = document.value(of: set.rawValue) else { return [] }
        let list = JSONText(bytes: Array(document.bytes[value]))
        return list.elements(of: "files").compactMap { JSONText(bytes: Array(list.bytes[$0])).string(of: "name") }
    }

    /// Replaces a file set.
    mutating func setNames(_ set: FileSet, _ names: [String]) {
        document.replace(set.rawValue, with: ManifestContent.fileSet(names))
    }

    /// Adds a name to a file set; it is written as it is, escapes included.
    mutating func addName(_ set: FileSet, _ name: String) {
        setNames(set, names(set) + [name])
    }

    /// Takes names out of a file set.
    mutating func removeNames(_ set: FileSet, where unwanted: (String) -> Bool) {
        setNames(set, names(set).filter { !unwanted($0) })
    }
}
