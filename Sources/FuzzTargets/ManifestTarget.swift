internal import BackupCatalog
internal import BackupModel
internal import SafeText
internal import ZeebeFormat

/// A manifest is accepted again when it is cut at its end, and the rules over it neither trap nor print hostile text.
enum ManifestTarget {
    private static let place = BackupIdentifier(partitionID: 1, checkpointID: 1, member: MemberID(nodeID: 0))

    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let manifest: Manifest
        do throws(ManifestDecodingError) {
            manifest = try CommonManifestDecoder.decode(bytes)
        } catch {
            try require(FormatError(error.reason, at: error.offset), isInside: bytes.byteCount)
            return
        }
        let trailing = manifest.trailingByteCount
        try require((0..<max(bytes.byteCount, 1)).contains(trailing), "\(trailing) trailing bytes")
        try proveCut(bytes, manifest)
        try proveRules(manifest)
        for moment in [manifest.createdAt, manifest.modifiedAt] { try proveTimestamp(moment) }
    }

    private static func proveCut(_ bytes: RawSpan, _ manifest: Manifest) throws(BrokenProperty) {
        let document = bytes.copy(0..<(bytes.byteCount - manifest.trailingByteCount))
        var expected = manifest
        expected.trailingByteCount = 0
        let again: Manifest
        do throws(ManifestDecodingError) {
            again = try unsafe CommonManifestDecoder.decode(document.span.bytes)
        } catch {
            throw BrokenProperty("the manifest without its trailing bytes is refused: \(error.reason)")
        }
        try require(again == expected, "the manifest without its trailing bytes is another one")
    }

    private static func proveRules(_ manifest: Manifest) throws(BrokenProperty) {
        for place in [place, manifest.id] {
            try requirePrintable(
                ManifestRules.check(
                    manifest,
                    place: place,
                    object: "manifest.json",
                    now: manifest.modifiedAt,
                    isFilesystem: false
                )
            )
        }
        try require(
            Array(manifest.segmentFiles).count == manifest.segmentFiles.count,
            "\(manifest.segmentFiles.count) segment files, but others come out"
        )
        let segments = manifest.segmentFiles.map { JournalContinuity.Segment(fileName: $0, scan: nil) }
        try requirePrintable(JournalContinuity.nameViolations(segments, partitionID: manifest.id.partitionID))
        guard let descriptor = manifest.descriptor else { return }
        _ = SemanticVersion(descriptor.brokerVersion)?.isAtLeast(8, 6)
        if let id = descriptor.snapshotID {
            try requirePrintable(SnapshotNameRules(snapshotID: id, fileNames: manifest.snapshotFiles).violations)
        }
    }
}

/// Proves that the text of a moment is read back as the same moment.
func proveTimestamp(_ moment: Timestamp) throws(BrokenProperty) {
    let again: Timestamp
    do throws(FormatError) {
        again = try Timestamp(iso8601: moment.description)
    } catch {
        throw BrokenProperty("the text \(moment) of a moment is refused: \(error)")
    }
    try require(again == moment, "the moment \(moment) is read back as \(again)")
}
