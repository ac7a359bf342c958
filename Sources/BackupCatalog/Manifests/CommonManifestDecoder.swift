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

    /// The longest failure reason that is kept; a Java stack trace is some KiB.
    static let maximumFailureReasonByteCount = 64 * 1024

    private var nodeID: Int32?
    private var zone: String?
    private var partitionID: Int32?
    private var checkpointID: Int64?
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
                isS3Dialect: decoder.looksLikeS3
            )
        }
        return try decoder.manifest(documentEnd: end, byteCount: bytes.byteCount)
    }

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
                    isS3Dialect: looksLikeS3
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
                isS3Dialect: looksLikeS3
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
                partitionID: try required(partitionID, "id.partitionId"),
                checkpointID: try required(checkpointID, "id.checkpointId"),
                member: MemberID(zone: zone, nodeID: try required(nodeID, "id.nodeId"))
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
                try readID(&json)
            } else if json.equals(key, "descriptor") {
                descriptor = try readDescriptor(&json)
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
                failureReason = try json.readStringOrNull().map { Self.shortened($0) }
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

    private mutating func readID(_ json: inout JSONPullParser) throws(FormatError) {
        guard try json.beginObjectOrNull() else { return }
        while let key = try json.nextKey() {
            if json.equals(key, "nodeId") {
                nodeID = try json.readInt32OrNull()
            } else if json.equals(key, "partitionId") {
                partitionID = try json.readInt32OrNull()
            } else if json.equals(key, "checkpointId") {
                checkpointID = try json.readIntegerOrNull()
            } else if json.equals(key, "zone") {
                zone = try json.readStringOrNull()
            } else {
                try unknown.skip(&json, key, in: "id")
            }
        }
    }

    private mutating func readDescriptor(_ json: inout JSONPullParser) throws(FormatError) -> BackupDescriptor? {
        guard try json.beginObjectOrNull() else { return nil }
        let start = json.tokenOffset
        var snapshotID: String?
        var firstLogPosition: Int64?
        var checkpointPosition: Int64?
        var numberOfPartitions: Int32?
        var brokerVersion: String?
        var checkpointTimestamp: Timestamp?
        var checkpointType: CheckpointType?
        while let key = try json.nextKey() {
            if json.equals(key, "snapshotId") {
                snapshotID = try json.readStringOrNull()
            } else if json.equals(key, "firstLogPosition") {
                firstLogPosition = try json.readIntegerOrNull()
            } else if json.equals(key, "checkpointPosition") {
                checkpointPosition = try json.readIntegerOrNull()
            } else if json.equals(key, "numberOfPartitions") {
                numberOfPartitions = try json.readInt32OrNull()
            } else if json.equals(key, "brokerVersion") {
                brokerVersion = try json.readStringOrNull()
            } else if json.equals(key, "checkpointTimestamp") {
                checkpointTimestamp = try json.readTimestampOrNull()
            } else if json.equals(key, "checkpointType") {
                checkpointType = try Self.readCheckpointType(&json)
            } else {
                try unknown.skip(&json, key, in: "descriptor")
            }
        }
        guard let checkpointPosition else { throw Self.missing("descriptor.checkpointPosition", at: start) }
        guard let numberOfPartitions else { throw Self.missing("descriptor.numberOfPartitions", at: start) }
        guard let brokerVersion else { throw Self.missing("descriptor.brokerVersion", at: start) }
        return BackupDescriptor(
            snapshotID: snapshotID,
            firstLogPosition: firstLogPosition,
            checkpointPosition: checkpointPosition,
            numberOfPartitions: numberOfPartitions,
            brokerVersion: brokerVersion,
            checkpointTimestamp: checkpointTimestamp,
            checkpointType: checkpointType
        )
    }

    static func readCheckpointType(_ json: inout JSONPullParser) throws(FormatError) -> CheckpointType? {
        guard let text = try json.readStringOrNull() else { return nil }
        guard let type = CheckpointType(rawValue: text) else {
            throw FormatError("checkpointType \(PrintableText.form(of: text)) is not known", at: json.tokenOffset)
        }
        return type
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
        guard let names else { throw Self.missing("\(property).files", at: start) }
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
        guard let name else { throw Self.missing("\(property).files[].name", at: start) }
        return name
    }

    private static func missing(_ property: String, at offset: Int) -> FormatError {
        FormatError("the property \(property) is missing", at: offset)
    }

    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > maximumFailureReasonByteCount else { return text }
        return String(text.unicodeScalars.prefix(maximumFailureReasonByteCount / 4)) + "…"
    }
}
