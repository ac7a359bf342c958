internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// Proves that every file that a manifest lists is there, by the listing alone (store-layout §18 step 5).
struct PresenceCheck {
    let store: any ObjectStore
    let place: CopyPlace
    let manifest: Manifest
    let listing: CopyListing
    let depth: AuditDepth

    private var id: BackupIdentifier { place.id }

    /// What is there to be read.
    struct Outcome: Sendable {
        var findings: [Finding] = []
        /// Snapshot files by name, with their sizes.
        var snapshot: [(name: String, size: UInt64)] = []
        /// Segment files by name, with their sizes.
        var segments: [(name: String, size: UInt64)] = []
        /// Names of listed segment files that cannot be read.
        var absentSegments: [String] = []
    }

    func run() async throws -> Outcome {
        if let finding = try await allMissing() {
            return Outcome(findings: [finding], absentSegments: Array(manifest.segmentFiles))
        }
        var outcome = Outcome()
        let snapshotNames = try await examine(.snapshot, manifest.snapshotFiles, &outcome)
        outcome.snapshot = snapshotNames.present
        let segmentNames = try await examine(.segments, manifest.segmentFiles, &outcome)
        outcome.segments = segmentNames.present
        outcome.absentSegments = segmentNames.absent
        if depth == .check { checkSizes(&outcome) }
        if let finding = unlisted { outcome.findings.append(finding) }
        return outcome
    }

    /// The finding that nothing at all is there of several listed files: one is enough then, and in a store of very many
    /// backups without contents all that memory should pay for.
    private func allMissing() async throws -> Finding? {
        let count = manifest.snapshotFiles.count + manifest.segmentFiles.count
        guard count > 1, listing.isEmpty else { return nil }
        let key = try place.contentsKey()
        do throws(StorageError) {
            _ = try await store.open(key)
        } catch {
            // A directory is what belongs here, and so is nothing where the files are missing.
            if error.code != .notFound, error.code != .notAnObject {
                return try StorageFindings(id: id).finding(error, at: key)
            }
        }
        return Finding(
            .objectMissing,
            copy: id,
            object: key.description,
            evidence: [.number("files", Int64(count))],
            "none of the \(count) files that the manifest lists is there"
        )
    }

    private var unlisted: Finding? {
        let count = listing.unlisted.count
        guard count > 0 else { return nil }
        let others = count == 1 ? "; a restore ignores it" : " and \(count - 1) more; a restore ignores them"
        return Finding(
            .objectUnlisted,
            copy: id,
            object: listing.unlisted.names.first,
            evidence: [.number("objects", Int64(count))],
            "the manifest does not list this object\(others)"
        )
    }

    private func examine(
        _ fileSet: SplitLayout.FileSet,
        _ names: FileNameList,
        _ outcome: inout Outcome
    ) async throws -> (present: [(name: String, size: UInt64)], absent: [String]) {
        var present: [(name: String, size: UInt64)] = []
        var absent: [String] = []
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            if ManifestRules.problem(ofFileName: name) != nil {
                absent.append(name)
                continue
            }
            if let size = listing.sizes[fileSet]?[name] {
                present.append((name, size))
                continue
            }
            absent.append(name)
            outcome.findings.append(try await explainAbsence(fileSet, name))
        }
        return (present, absent)
    }

    /// Says why a listed file is not among the objects: nothing is there, or something that is no object.
    private func explainAbsence(_ fileSet: SplitLayout.FileSet, _ name: String) async throws -> Finding {
        let key = try place.contentKey(fileSet, name)
        if let reason = listing.irregular[fileSet]?[name] {
            return Finding(.objectUnreadable, copy: id, object: key.description, "at its place is \(reason.phrase)")
        }
        do throws(StorageError) {
            _ = try await store.open(key)
            return Finding(
                .objectUnreadable,
                copy: id,
                object: key.description,
                "it was not in the listing, but is there now: something writes to the store, run again"
            )
        } catch {
            return try StorageFindings(id: id).finding(error, at: key)
        }
    }

    /// Finds files that are empty and must not be, as far as sizes can tell.
    private func checkSizes(_ outcome: inout Outcome) {
        for file in outcome.snapshot where file.size == 0 && !file.name.hasSuffix(".log") {
            addEmpty(.snapshot, file.name, &outcome)
        }
        // Files that are allocated ahead may be empty, but only behind all others.
        let byNumber = outcome.segments.compactMap { file in
            SegmentFileName(file.name).map { (number: $0.fileID, file: file) }
        }.sorted { $0.number < $1.number }
        guard let lastWithData = byNumber.lastIndex(where: { $0.file.size > 0 }) else {
            if let first = byNumber.first { addEmpty(.segments, first.file.name, &outcome) }
            return
        }
        for segment in byNumber[..<lastWithData] where segment.file.size == 0 {
            addEmpty(.segments, segment.file.name, &outcome)
        }
    }

    private func addEmpty(_ fileSet: SplitLayout.FileSet, _ name: String, _ outcome: inout Outcome) {
        let key = (try? place.contentKey(fileSet, name))?.description ?? ""
        outcome.findings.append(Finding(.objectEmpty, copy: id, object: key, "the file has no bytes"))
    }
}
