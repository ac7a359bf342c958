/// One partition backup on disk, for faults to work on.
struct FaultSite: Sendable {
    let layout: StoreLayout
    let checkpointId: Int64
    let partition: Int32
    let member: String

    init(storeAt path: String, target: FaultTarget) throws(SampleStoreError) {
        layout = StoreLayout(root: path)
        checkpointId = target.checkpointId
        partition = target.partition
        let place = "\(layout.manifests(partition))/\(checkpointId)"
        guard let member = target.member?.description ?? SystemFiles.names(in: place).first else {
            throw .faultNotApplicable("there is no manifest below \(place)")
        }
        self.member = member
        guard SystemFiles.exists(manifestPath) else { throw .faultNotApplicable("there is no \(manifestPath)") }
    }

    var manifestPath: String { layout.manifest(partition, checkpointId, member) }
    var snapshotDirectory: String { layout.snapshot(partition, checkpointId, member) }
    var segmentsDirectory: String { layout.segments(partition, checkpointId, member) }

    /// Reads the manifest.
    func manifest() throws(SampleStoreError) -> ManifestText {
        try ManifestText(SystemFiles.contents(of: manifestPath), path: manifestPath)
    }

    /// Changes the manifest.
    func editManifest(
        _ edit: (inout ManifestText) throws(SampleStoreError) -> Void
    ) throws(SampleStoreError) {
        var text = try manifest()
        try edit(&text)
        try SystemFiles.store(text.content, at: manifestPath)
    }
}
