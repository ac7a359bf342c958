public import BackupModel
internal import SafeText
internal import ZeebeFormat

/// Decodes manifests of the common dialect: Google Cloud Storage, Azure Blob and filesystem stores (store-layout §4).
///
/// Accepts what Zeebe's own reader accepts and refuses what it refuses (§6), except for unknown properties, which are
/// collected: a newer Zeebe may know them. Reads the first JSON value and counts the bytes behind it.
public struct CommonManifestDecoder: ManifestDocument {
    /// The most bytes of a manifest that are read. A manifest needs about 25 bytes a file; Zeebe's hold some dozens.
    public static let maximumByteCount = 16 * 1024 * 1024

    var fields = ManifestFields()
    private var snapshotFiles: FileNameList?
    private var segmentFiles: FileNameList?
    private var hasS3Properties = false

    init() {}

    /// Decodes a manifest from all its bytes.
    public static func decode(_ bytes: RawSpan) throws(ManifestDecodingError) -> Manifest {
        try decodeDocument(bytes)
    }

    /// The dialect of the S3 store, where what was read so far is of it: lower-case states, other names of the file sets.
    var foreignDialect: Catalog.Dialect? {
        let isS3State = fields.state.map { ["in_progress", "completed", "failed", "deleted"].contains($0) } ?? false
        return hasS3Properties || isS3State ? .s3 : nil
    }

    func manifest(documentEnd: Int, byteCount: Int) throws(ManifestDecodingError) -> Manifest {
        let stateText = try required(fields.state, "statusCode", at: documentEnd)
        guard let state = BackupState(rawValue: stateText) else {
            throw problem(
                foreignDialect == nil ? .manifestUnknownState : .manifestUnreadable,
                "state \(PrintableText.form(of: stateText)) is not one of IN_PROGRESS, COMPLETED, FAILED, DELETED",
                at: fields.stateOffset
            )
        }
        if fields.failureReason != nil, state != .failed {
            throw ManifestDecodingError(
                .manifestUnreadable,
                "a failureReason in state \(state.rawValue): Zeebe refuses such a manifest",
                at: fields.stateOffset
            )
        }
        let id = fields.id
        return Manifest(
            id: BackupIdentifier(
                partitionID: try required(id.partitionID, "id.partitionId", at: documentEnd),
                checkpointID: try required(id.checkpointID, "id.checkpointId", at: documentEnd),
                member: MemberID(zone: id.zone, nodeID: try required(id.nodeID, "id.nodeId", at: documentEnd))
            ),
            descriptor: fields.descriptor,
            state: state,
            snapshotFiles: snapshotFiles ?? FileNameList(),
            segmentFiles: segmentFiles ?? FileNameList(),
            createdAt: try required(fields.createdAt, "createdAt", at: documentEnd),
            modifiedAt: try required(fields.modifiedAt, "modifiedAt", at: documentEnd),
            failureReason: fields.failureReason,
            unknownProperties: fields.unknown.paths,
            trailingByteCount: byteCount - documentEnd
        )
    }

    mutating func read(_ json: inout JSONPullParser, _ key: JSONText) throws(FormatError) {
        if json.equals(key, "snapshot") {
            snapshotFiles = try readFileSet(&json, "snapshot")
        } else if json.equals(key, "segments") {
            segmentFiles = try readFileSet(&json, "segments")
        } else {
            if Self.isS3Property(json, key) { hasS3Properties = true }
            try fields.unknown.skip(&json, key, in: nil)
        }
    }

    private static func isS3Property(_ json: borrowing JSONPullParser, _ key: JSONText) -> Bool {
        json.equals(key, "snapshotFiles") || json.equals(key, "segmentFiles")
            || json.equals(key, "snapshotFileNames") || json.equals(key, "segmentFileNames")
    }

    private mutating func readFileSet(
        _ json: inout JSONPullParser,
        _ property: String
    ) throws(FormatError) -> FileNameList? {
        guard try json.beginObjectOrNull() else { return nil }
        var names: FileNameList?
        let start = json.tokenOffset
        while let key = try json.nextKey() {
            guard json.equals(key, "files") else {
                try fields.unknown.skip(&json, key, in: property)
                continue
            }
            try json.beginArray()
            var list = FileNameList()
            while json.nextElement() {
                list.append(try readFileName(&json, property))
            }
            list.trim()
            names = list
        }
        guard let names else { throw FormatError.missingProperty("\(property).files", at: start) }
        return names
    }

    private mutating func readFileName(_ json: inout JSONPullParser, _ property: String) throws(FormatError) -> String {
        try json.beginObject()
        let start = json.tokenOffset
        var name: String?
        while let key = try json.nextKey() {
            if json.equals(key, "name") {
                name = try json.readStringOrNull()
            } else {
                try fields.unknown.skip(&json, key, in: "\(property).files[]")
            }
        }
        guard let name else { throw FormatError.missingProperty("\(property).files[].name", at: start) }
        return name
    }
}
