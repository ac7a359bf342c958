/// Paths in a filesystem backup store (store-layout §3.1).
struct StoreLayout: Sendable {
    /// The store's directory.
    let root: String

    func manifests(_ partition: Int32) -> String { "\(root)/manifests/\(partition)" }
    func contents(_ partition: Int32) -> String { "\(root)/contents/\(partition)" }

    func manifestDirectory(_ partition: Int32, _ checkpoint: Int64, _ member: String) -> String {
        "\(manifests(partition))/\(checkpoint)/\(member)"
    }

    func manifest(_ partition: Int32, _ checkpoint: Int64, _ member: String) -> String {
        "\(manifestDirectory(partition, checkpoint, member))/manifest.json"
    }

    func contentsDirectory(_ partition: Int32, _ checkpoint: Int64, _ member: String) -> String {
        "\(contents(partition))/\(checkpoint)/\(member)"
    }

    func snapshot(_ partition: Int32, _ checkpoint: Int64, _ member: String) -> String {
        "\(contentsDirectory(partition, checkpoint, member))/snapshot"
    }

    func segments(_ partition: Int32, _ checkpoint: Int64, _ member: String) -> String {
        "\(contentsDirectory(partition, checkpoint, member))/segments"
    }

    func partitionMetadata(_ partition: Int32) -> String { "\(root)/metadata/\(partition)/metadata.json" }

    func rangeMarkers(_ partition: Int32) -> String { "\(root)/ranges/\(partition)" }

    /// The directories that a broker of a release creates at its start (store-layout §3.8).
    func topDirectories(_ version: WriterVersion) -> [String] {
        let names = ["contents", "manifests"] + (version.hasContinuousBackups ? ["ranges", "metadata"] : [])
        return names.map { "\(root)/\($0)" }
    }
}
