public import BackupModel
internal import SafeText
internal import ZeebeFormat

/// Decodes manifests of the common dialect: Google Cloud Storage, Azure Blob and filesystem stores (store-layout §4).
///
/// Accepts what Zeebe's own reader accepts and refuses what it refuses (§6), except for unknown properties, which are
/// collected: a newer Zeebe may know them. Reads the first JSON value and counts the bytes behind it.
public struct CommonManifestDecoder {
    /// The most bytes of a manifest that are read. A manifest needs about 25 bytes a file; Zeebe's hold some dozens.
    public static let maximumByteCount = 16 * 1024 * 1024

    private var id = ManifestIDFields()
    private var descriptor: BackupDescriptor?
    private var state: String?
    private var stateOffset = 0
    private var snapshotFiles: FileNameList?
    private var segmentFiles: FileNameList?
    private var createdAt: Timestamp?
    private var modifiedAt: Timestamp?
    private var failureReason: String?
    private var unknown = UnknownProperties()
    private var hasS3Properties = false

    private init() {}

    /// Decodes a manifest from all its bytes.
    public static func decode(_ bytes: RawSpan) throws(ManifestDecodingError) -> Manifest {
        var decoder = CommonManifestDecoder()
        let end: Int
        do throws(FormatError) {
            var json = JSONPullParser(bytes)
            try decoder.readManifest(&json)
            end = try json.finish()
        } catch {
            throw ManifestDecodingError(
                .manifestUnreadable,
                error.reason,
                at: error.offset,
                foreignDialect: decoder.foreignDialect
            )
        }
        return try decoder.manifest(documentEnd: end, byteCount: bytes.byteCount)
    }

    /// The dialect of the S3 store, where what was read so far is of it.
    private var foreignDialect: Catalog.Dialect? { looksLikeS3 ? .s3 : nil }

    /// Whether what was read so far is that of the S3 dialect: lower-case states and other names of the file sets.
    private var looksLikeS3: Bool {
        hasS3Properties || state.map { ["in_progress", "completed", "failed", "deleted"].contains($0) } == true
    }

    private func manifest(documentEnd: Int, byteCount: Int) throws(ManifestDecodingError) -> Manifest {
        func required<Value>(_ value: Value?, _ name: String) throws(ManifestDecodingError) -> Value {
            guard let value else {
                throw ManifestDecodingError(
                    .manifestUnreadable,
                    "the property \(name) is missing",
                    at: documentEnd,
                    foreignDialect: foreignDialect
                )
            }
            return value
        }
        let stateText = try required(state, "statusCode")
        guard let state = BackupState(rawValue: stateText) else {
            let text = PrintableText.form(of: stateText)
            throw ManifestDecodingError(
                looksLikeS3 ? .manifestUnreadable : .manifestUnknownState,
                "state \(text) is not one of IN_PROGRESS, COMPLETED, FAILED, DELETED",
                at: stateOffset,
                foreignDialect: foreignDialect
            )
        }
        if failureReason != nil, state != .failed {
            throw ManifestDecodingError(
                .manifestUnreadable,
                "a failureReason in state \(state.rawValue): Zeebe refuses such a manifest",
                at: stateOffset
            )
        }
        return Manifest(
            id: BackupIdentifier(
                partitionID: try required(id.partitionID, "id.partitionId"),
                checkpointID: try required(id.checkpointID, "id.checkpointId"),
                member: MemberID(zone: id.zone, nodeID: try required(id.nodeID, "id.nodeId"))
            ),
            descriptor: descriptor,
            state: state,
            snapshotFiles: snapshotFiles ?? FileNameList(),
            segmentFiles: segmentFiles ?? FileNameList(),
            createdAt: try required(createdAt, "createdAt"),
            modifiedAt: try required(modifiedAt, "modifiedAt"),
            failureReason: failureReason,
            unknownProperties: unknown.paths,
            trailingByteCount: byteCount - documentEnd
        )
    }

    private mutating func readManifest(_ json: inout JSONPullParser) throws(FormatError) {
        try json.beginObject()
        while let key = try json.nextKey() {
            if json.equals(key, "id") {
                try id.read(&json, &unknown)
            } else if json.equals(key, "descriptor") {
                descriptor = try json.readDescriptorOrNull(&unknown)
            } else if json.equals(key, "statusCode") {
                state = try json.readStringOrNull()
                stateOffset = json.tokenOffset
            } else if json.equals(key, "snapshot") {
                snapshotFiles = try readFileSet(&json, "snapshot")
            } else if json.equals(key, "segments") {
                segmentFiles = try readFileSet(&json, "segments")
            } else if json.equals(key, "createdAt") {
                createdAt = try json.readTimestampOrNull()
            } else if json.equals(key, "modifiedAt") {
                modifiedAt = try json.readTimestampOrNull()
            } else if json.equals(key, "failureReason") {
                failureReason = try json.readStringOrNull().map { FailureReason.shortened($0) }
            } else {
                if Self.isS3Property(json, key) { hasS3Properties = true }
                try unknown.skip(&json, key, in: nil)
            }
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
                try unknown.skip(&json, key, in: property)
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
                try unknown.skip(&json, key, in: "\(property).files[]")
            }
        }
        guard let name else { throw FormatError.missingProperty("\(property).files[].name", at: start) }
        return name
    }
}
