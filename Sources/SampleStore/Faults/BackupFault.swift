/// Damages of what is there at all.
public enum BackupFault: String, Sendable, Hashable, CaseIterable {
    /// Manifest and contents of the partition are gone.
    case partitionMissing
    /// The contents are gone, the manifest is there.
    case contentsMissing
    /// There are contents of a further backup without a manifest.
    case orphanContents
    /// There is a second, complete copy from another member.
    case secondCopy
    /// There is an object that no release writes.
    case foreignObject
    /// There is an object among the snapshot files that nothing lists.
    case unlistedObject
    /// There is an index file as some alpha builds of 8.9 wrote it.
    case obsoleteIndex
    /// Harmless: there are empty directories, as deletions up to 8.8 leave them.
    case emptyDirectories

    /// See `PlantedFault.expected`.
    public var expected: ExpectedFinding? {
        switch self {
        case .partitionMissing: .error("backup.partition-missing")
        case .contentsMissing: .error("object.missing")
        case .orphanContents: .warning("object.orphan")
        case .secondCopy: .info("backup.several-copies")
        case .foreignObject: .info("store.foreign-object")
        case .unlistedObject: .info("object.unlisted")
        case .obsoleteIndex: .info("store.obsolete-object")
        case .emptyDirectories: nil
        }
    }

    var scope: PlantedFault.Scope {
        switch self {
        case .partitionMissing, .contentsMissing, .unlistedObject: .partitionBackup
        case .orphanContents, .secondCopy, .foreignObject, .obsoleteIndex, .emptyDirectories: .addedObjects
        }
    }

    func plant(at site: FaultSite) throws(SampleStoreError) {
        let layout = site.layout
        switch self {
        case .partitionMissing:
            try SystemFiles.removeTree(layout.manifestDirectory(site.partition, site.checkpointId, site.member))
            try SystemFiles.removeTree(layout.contentsDirectory(site.partition, site.checkpointId, site.member))
        case .contentsMissing:
            try SystemFiles.removeTree(layout.contentsDirectory(site.partition, site.checkpointId, site.member))
        case .orphanContents:
            try SystemFiles.copyTree(
                layout.contentsDirectory(site.partition, site.checkpointId, site.member),
                to: layout.contentsDirectory(site.partition, site.checkpointId + 1, site.member)
            )
        case .secondCopy:
            try plantSecondCopy(at: site)
        case .foreignObject:
            try SystemFiles.store(Array("Nightly copy, do not touch.\n".utf8), at: "\(layout.root)/README.txt")
        case .unlistedObject:
            try SystemFiles.store(Array("stray".utf8), at: "\(site.snapshotDirectory)/LOG.old")
        case .obsoleteIndex:
            try SystemFiles.makeDirectory("\(layout.root)/index/\(site.partition)/0")
            try SystemFiles.store([], at: "\(layout.root)/index/\(site.partition)/0/index.bin")
        case .emptyDirectories:
            let member = "\(site.checkpointId + 2)/\(site.member)"
            try SystemFiles.makeDirectory("\(layout.contents(site.partition))/\(member)/snapshot")
            try SystemFiles.makeDirectory("\(layout.contents(site.partition))/\(member)/segments")
            try SystemFiles.makeDirectory("\(layout.manifests(site.partition))/\(member)")
        }
    }

    /// Copies everything to a member with a number that no other has.
    private func plantSecondCopy(at site: FaultSite) throws(SampleStoreError) {
        let zone = site.member.firstIndex(of: "_").map { String(site.member[...$0]) } ?? ""
        let other = "\(zone)77"
        let layout = site.layout
        try SystemFiles.copyTree(
            layout.contentsDirectory(site.partition, site.checkpointId, site.member),
            to: layout.contentsDirectory(site.partition, site.checkpointId, other)
        )
        var manifest = try site.manifest()
        manifest.document.replace("nodeId", with: "77")
        try SystemFiles.makeDirectory(layout.manifestDirectory(site.partition, site.checkpointId, other))
        try SystemFiles.store(manifest.content, at: layout.manifest(site.partition, site.checkpointId, other))
    }
}
