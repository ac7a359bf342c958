/// Damages of metadata.json and of range markers, from 8.9 on (store-layout §10).
public enum MetadataFault: String, Sendable, Hashable, CaseIterable {
    /// metadata.json ends in the middle.
    case cut
    /// metadata.json is gone.
    case missing
    /// A checkpoint is entered as a backup that has no manifest.
    case stale
    /// A completed backup inside a range is not entered.
    case unconfirmed
    /// The backup at the end of the last range is not entered.
    case endPointMissing
    /// Two checkpoints are not in ascending order.
    case disorder
    /// There is the marker of a range's start without one of its end.
    case startMarkerWithoutEnd
    /// There is the marker of a range's end without one of its start.
    case endMarkerWithoutStart
    /// Harmless: bytes behind the document, which Zeebe ignores.
    case bytesBehindDocument

    /// See `PlantedFault.expected`.
    public var expected: ExpectedFinding? {
        switch self {
        case .cut: .warning("range.metadata-unreadable")
        case .missing: .warning("range.metadata-missing")
        case .stale: .warning("range.metadata-stale")
        case .unconfirmed: .warning("range.unconfirmed-backup")
        case .endPointMissing: .warning("range.endpoint-missing")
        case .disorder: .error("range.disorder")
        case .startMarkerWithoutEnd, .endMarkerWithoutStart: .info("range.marker-dangling")
        case .bytesBehindDocument: nil
        }
    }

    func plant(at site: FaultSite) throws(SampleStoreError) {
        let path = site.layout.partitionMetadata(site.partition)
        guard SystemFiles.exists(path) else { throw .faultNotApplicable("there is no \(path)") }
        var document = JSONText(bytes: try SystemFiles.contents(of: path))
        switch self {
        case .missing:
            return try SystemFiles.remove(path)
        case .startMarkerWithoutEnd, .endMarkerWithoutStart:
            return try plantMarker(at: site)
        case .cut:
            document.bytes.removeLast(document.bytes.count / 2)
        case .bytesBehindDocument:
            document.bytes += Array("\"}]}".utf8)
        case .stale, .unconfirmed, .endPointMissing, .disorder:
            try plantIntoCheckpoints(&document, of: site)
        }
        try SystemFiles.store(document.bytes, at: path)
    }

    private func plantMarker(at site: FaultSite) throws(SampleStoreError) {
        let kind = self == .startMarkerWithoutEnd ? "start" : "end"
        try SystemFiles.makeDirectory(site.layout.rangeMarkers(site.partition))
        try SystemFiles.store([], at: "\(site.layout.rangeMarkers(site.partition))/\(site.checkpointId).\(kind)")
    }

    private func plantIntoCheckpoints(_ document: inout JSONText, of site: FaultSite) throws(SampleStoreError) {
        var checkpoints = document.elements(of: "checkpoints").map { Array(document.bytes[$0]) }
        func ordinal(of id: Int64?) throws(SampleStoreError) -> Int {
            let found = checkpoints.firstIndex { JSONText(bytes: $0).integer(of: "checkpointId") == id }
            guard let found else { throw .faultNotApplicable("metadata.json does not have the checkpoint") }
            return found
        }
        switch self {
        case .unconfirmed:
            checkpoints.remove(at: try ordinal(of: site.checkpointId))
        case .endPointMissing:
            let range = document.elements(of: "ranges").last.map { JSONText(bytes: Array(document.bytes[$0])) }
            checkpoints.remove(at: try ordinal(of: range?.integer(of: "end")))
        case .disorder:
            guard checkpoints.count > 1 else { throw .faultNotApplicable("there is only one checkpoint") }
            checkpoints.swapAt(0, 1)
        default:
            guard let last = checkpoints.last else { throw .faultNotApplicable("there is no checkpoint") }
            var further = JSONText(bytes: last)
            further.replace("checkpointId", with: "\((further.integer(of: "checkpointId") ?? 0) + 1)")
            further.replace("checkpointPosition", with: "\((further.integer(of: "checkpointPosition") ?? 0) + 50)")
            checkpoints.append(further.bytes)
        }
        document.replaceElements(of: "checkpoints", with: checkpoints)
    }
}
