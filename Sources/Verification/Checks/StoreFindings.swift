internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage

/// What is to be said of a store as a whole.
struct StoreFindings {
    private let catalog: Catalog
    private let contents: OutcomeCollector.Contents

    init(_ catalog: Catalog, _ contents: OutcomeCollector.Contents) {
        self.catalog = catalog
        self.contents = contents
    }

    /// All findings.
    var all: [Finding] {
        layouts + foreign + obsolete + orphans
    }

    private var layouts: [Finding] {
        let kind = catalog.location.kind
        var findings: [Finding] = []
        if catalog.legacyManifestCount > 0 {
            let what =
                "\(catalog.legacyManifestCount) manifests lie at places of the S3 store up to 8.8 (partition/checkpoint/node)"
            findings.append(
                Finding(.storeLayoutMismatch, "\(what); the \(kind.rawValue) store of Zeebe sees nothing of them")
            )
        }
        if catalog.layouts.count > 1 {
            findings.append(Finding(.storeMixedLayouts, "two layouts lie side by side: split and legacy-s3"))
        }
        return findings
    }

    private var foreign: [Finding] {
        var findings = (catalog.foreign.names + contents.foreign.names).map {
            Finding(.storeForeignObject, object: $0, "this object belongs to no backup store")
        }
        let count = catalog.foreign.count + contents.foreign.count
        if count > findings.count {
            findings.append(
                Finding(
                    .storeForeignObject,
                    evidence: [.number("objects", Int64(count))],
                    "\(count) objects belong to no backup store; the first \(findings.count) of them are named"
                )
            )
        }
        return findings
    }

    /// The orphans behind those that have findings of their own.
    private var orphans: [Finding] {
        let more = contents.orphans.count - contents.orphans.names.count
        guard more > 0 else { return [] }
        return [
            Finding(
                .objectOrphan,
                object: "contents",
                evidence: [.number("backups", Int64(more))],
                "files of \(more) more backups without manifest"
            )
        ]
    }

    private var obsolete: [Finding] {
        let markers = catalog.markers.values.reduce(0) { $0 + $1.count }
        var findings: [Finding] = []
        if markers > 0 {
            findings.append(
                Finding(
                    .storeObsoleteObject,
                    object: "ranges",
                    evidence: [.number("objects", Int64(markers))],
                    "\(markers) range markers of the 8.9 alphas; 8.9 and later do not use them"
                )
            )
        }
        if catalog.indexCount > 0 {
            findings.append(
                Finding(
                    .storeObsoleteObject,
                    object: "index",
                    evidence: [.number("objects", Int64(catalog.indexCount))],
                    "\(catalog.indexCount) index files of the 8.9 alphas; 8.9 and later do not use them"
                )
            )
        }
        return findings
    }
}
