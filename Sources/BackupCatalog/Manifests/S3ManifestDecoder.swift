public import BackupModel
internal import SafeText
internal import ZeebeFormat

/// Decodes manifests of the S3 store, of every release (store-layout §5).
///
/// Accepts what Zeebe's own reader accepts and refuses what it refuses (§6): unknown properties at the top are ignored,
/// those inside of objects are collected, since a newer Zeebe may know them.
public struct S3ManifestDecoder: ManifestDocument {
    var fields = ManifestFields()
    private var snapshotFiles = S3FileSet()
    private var segmentFiles = S3FileSet()

    init() {}

    private static let states: [String: BackupState] = [
        "in_progress": .inProgress, "completed": .completed, "failed": .failed, "deleted": .deleted,
    ]

    /// Decodes a manifest from all its bytes.
    public static func decode(_ bytes: RawSpan) throws(ManifestDecodingError) -> Manifest {
        try decodeDocument(bytes)
    }

    /// The dialect of the other stores, where the state is in their spelling.
    var foreignDialect: Catalog.Dialect? {
        fields.state.flatMap { BackupState(rawValue: $0) } == nil ? nil : .common
    }

    func manifest(documentEnd: Int, byteCount: Int) throws(ManifestDecodingError) -> Manifest {
        let stateText = try required(fields.state, "statusCode", at: documentEnd)
        guard let state = Self.states[stateText] else {
            throw problem(
                foreignDialect == nil ? .manifestUnknownState : .manifestUnreadable,
                "state \(PrintableText.form(of: stateText)) is not one of in_progress, completed, failed, deleted",
                at: fields.stateOffset
            )
        }
        let id = fields.id
        guard let nodeID = id.nodeID, let partitionID = id.partitionID, let checkpointID = id.checkpointID else {
            // Zeebe's reader takes it without, and restores the backup by its place.
            throw problem(
                .manifestIDMismatch,
                "the property id, or a part of it, is missing: nothing says which backup it is",
                at: documentEnd
            )
        }
        return Manifest(
            id: BackupIdentifier(
                partitionID: partitionID,
                checkpointID: checkpointID,
                member: MemberID(zone: id.zone, nodeID: nodeID)
            ),
            descriptor: fields.descriptor,
            state: state,
            snapshotFiles: snapshotFiles.names,
            segmentFiles: segmentFiles.names,
            compressions: snapshotFiles.compressions.merging(segmentFiles.compressions) { first, _ in first },
            createdAt: try required(fields.createdAt, "createdAt", at: documentEnd),
            modifiedAt: try required(fields.modifiedAt, "modifiedAt", at: documentEnd),
            failureReason: state == .failed ? fields.failureReason : nil,
            unknownProperties: fields.unknown.paths,
            trailingByteCount: byteCount - documentEnd
        )
    }

    mutating func read(_ json: inout JSONPullParser, _ key: JSONText) throws(FormatError) {
        if json.equals(key, "snapshotFiles") || json.equals(key, "snapshotFileNames") {
            snapshotFiles = try S3FileSet(&json, "snapshotFiles", &fields.unknown)
        } else if json.equals(key, "segmentFiles") || json.equals(key, "segmentFileNames") {
            segmentFiles = try S3FileSet(&json, "segmentFiles", &fields.unknown)
        } else {
            try json.skipValue()
        }
    }
}

/// A file set of an S3 manifest, in either encoding: an array of names (8.1), or an object `files` from names to what is known
/// of the file (store-layout §5.1). A name that comes twice counts once, as in Zeebe's own maps and sets.
struct S3FileSet {
    private(set) var names = FileNameList()
    /// The compression of those files that are stored compressed.
    private(set) var compressions: [String: String] = [:]

    init() {}

    init(
        _ json: inout JSONPullParser,
        _ property: String,
        _ unknown: inout UnknownProperties
    ) throws(FormatError) {
        var seen: Set<String> = []
        let token = try json.nextToken()
        switch token {
        case .null: return
        case .beginArray:
            while json.nextElement() { add(try json.readString(), &seen) }
        case .beginObject:
            while let key = try json.nextKey() {
                guard json.equals(key, "files") else {
                    try unknown.skip(&json, key, in: property)
                    continue
                }
                try json.beginObject()
                while let file = try json.nextKey() {
                    let name = json.string(file)
                    add(name, &seen)
                    compressions[name] = try Self.readCompression(&json, property, &unknown)
                }
            }
        default:
            throw FormatError(
                "expected a list of files, found \(token?.kind ?? "the end")",
                at: json.tokenOffset
            )
        }
        names.trim()
    }

    private mutating func add(_ name: String, _ seen: inout Set<String>) {
        if seen.insert(name).inserted { names.append(name) }
    }

    private static func readCompression(
        _ json: inout JSONPullParser,
        _ property: String,
        _ unknown: inout UnknownProperties
    ) throws(FormatError) -> String? {
        guard try json.beginObjectOrNull() else { return nil }
        var compression: String?
        while let key = try json.nextKey() {
            if json.equals(key, "compressionAlgorithm") {
                compression = try json.readStringOrNull()
            } else {
                try unknown.skip(&json, key, in: "\(property).files.*")
            }
        }
        return compression
    }
}
