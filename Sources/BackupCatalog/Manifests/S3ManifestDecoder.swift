public import BackupModel
internal import SafeText
internal import ZeebeFormat

/// Decodes manifests of the S3 store, of every release (store-layout §5).
///
/// Accepts what Zeebe's own reader accepts and refuses what it refuses (§6): unknown properties at the top are ignored,
/// those inside of objects are collected, since a newer Zeebe may know them.
public struct S3ManifestDecoder {
    private var id = ManifestIDFields()
    private var descriptor: BackupDescriptor?
    private var state: String?
    private var stateOffset = 0
    private var snapshotFiles = S3FileSet()
    private var segmentFiles = S3FileSet()
    private var createdAt: Timestamp?
    private var modifiedAt: Timestamp?
    private var failureReason: String?
    private var unknown = UnknownProperties()

    private init() {}

    private static let states: [String: BackupState] = [
        "in_progress": .inProgress, "completed": .completed, "failed": .failed, "deleted": .deleted,
    ]

    /// Decodes a manifest from all its bytes.
    public static func decode(_ bytes: RawSpan) throws(ManifestDecodingError) -> Manifest {
        var decoder = S3ManifestDecoder()
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

    /// The dialect of the other stores, where the state is in their spelling.
    private var foreignDialect: Catalog.Dialect? {
        state.flatMap { BackupState(rawValue: $0) } == nil ? nil : .common
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
        guard let state = Self.states[stateText] else {
            throw ManifestDecodingError(
                foreignDialect == nil ? .manifestUnknownState : .manifestUnreadable,
                "state \(PrintableText.form(of: stateText)) is not one of in_progress, completed, failed, deleted",
                at: stateOffset,
                foreignDialect: foreignDialect
            )
        }
        guard let nodeID = id.nodeID, let partitionID = id.partitionID, let checkpointID = id.checkpointID else {
            // Zeebe's reader takes it without, and restores the backup by its place.
            throw ManifestDecodingError(
                .manifestIDMismatch,
                "the property id, or a part of it, is missing: nothing says which backup it is",
                at: documentEnd,
                foreignDialect: foreignDialect
            )
        }
        return Manifest(
            id: BackupIdentifier(
                partitionID: partitionID,
                checkpointID: checkpointID,
                member: MemberID(zone: id.zone, nodeID: nodeID)
            ),
            descriptor: descriptor,
            state: state,
            snapshotFiles: snapshotFiles.names,
            segmentFiles: segmentFiles.names,
            compressions: snapshotFiles.compressions.merging(segmentFiles.compressions) { first, _ in first },
            createdAt: try required(createdAt, "createdAt"),
            modifiedAt: try required(modifiedAt, "modifiedAt"),
            failureReason: state == .failed ? failureReason : nil,
            unknownProperties: unknown.paths,
            trailingByteCount: byteCount - documentEnd
        )
    }

    private mutating func readManifest(_ json: inout JSONPullParser) throws(FormatError) {
        try json.beginObject()
        while let key = try json.nextKey() {
            if json.equals(key, "statusCode") {
                state = try json.readStringOrNull()
                stateOffset = json.tokenOffset
            } else if json.equals(key, "id") {
                try id.read(&json, &unknown)
            } else if json.equals(key, "descriptor") {
                descriptor = try json.readDescriptorOrNull(&unknown)
            } else if json.equals(key, "snapshotFiles") || json.equals(key, "snapshotFileNames") {
                snapshotFiles = try S3FileSet(&json, "snapshotFiles", &unknown)
            } else if json.equals(key, "segmentFiles") || json.equals(key, "segmentFileNames") {
                segmentFiles = try S3FileSet(&json, "segmentFiles", &unknown)
            } else if json.equals(key, "createdAt") {
                createdAt = try json.readTimestampOrNull()
            } else if json.equals(key, "modifiedAt") {
                modifiedAt = try json.readTimestampOrNull()
            } else if json.equals(key, "failureReason") {
                failureReason = try json.readStringOrNull().map(FailureReason.shortened)
            } else {
                try json.skipValue()
            }
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
