internal import BackupModel
internal import ZeebeFormat

/// What the manifests of all dialects have in common while they are read (store-layout §4, §5).
struct ManifestFields {
    var id = ManifestIDFields()
    var descriptor: BackupDescriptor?
    /// The state as it is spelled, and where.
    var state: String?
    var stateOffset = 0
    var createdAt: Timestamp?
    var modifiedAt: Timestamp?
    var failureReason: String?
    var unknown = UnknownProperties()

    /// Reads the value of a property that all dialects have.
    ///
    /// - Returns: Whether it is one; its value was not read otherwise.
    mutating func read(_ json: inout JSONPullParser, _ key: JSONText) throws(FormatError) -> Bool {
        if json.equals(key, "id") {
            try id.read(&json, &unknown)
        } else if json.equals(key, "descriptor") {
            descriptor = try json.readDescriptorOrNull(&unknown)
        } else if json.equals(key, "statusCode") {
            state = try json.readStringOrNull()
            stateOffset = json.tokenOffset
        } else if json.equals(key, "createdAt") {
            createdAt = try json.readTimestampOrNull()
        } else if json.equals(key, "modifiedAt") {
            modifiedAt = try json.readTimestampOrNull()
        } else if json.equals(key, "failureReason") {
            failureReason = try json.readStringOrNull().map { FailureReason.shortened($0) }
        } else {
            return false
        }
        return true
    }
}

/// A manifest of one dialect while it is decoded.
protocol ManifestDocument {
    /// Begins with nothing.
    init()

    /// What was read of the properties that all dialects have.
    var fields: ManifestFields { get set }

    /// The other dialect that the document is of, by what was read so far.
    var foreignDialect: Catalog.Dialect? { get }

    /// Reads the value of a property of this dialect, or skips it.
    mutating func read(_ json: inout JSONPullParser, _ key: JSONText) throws(FormatError)

    /// Joins what was read.
    ///
    /// - Parameters:
    ///   - documentEnd: Offset just past the document.
    ///   - byteCount: Number of bytes that are there.
    func manifest(documentEnd: Int, byteCount: Int) throws(ManifestDecodingError) -> Manifest
}

extension ManifestDocument {
    /// Decodes a manifest from all its bytes.
    static func decodeDocument(_ bytes: RawSpan) throws(ManifestDecodingError) -> Manifest {
        var document = Self()
        let end: Int
        do throws(FormatError) {
            var json = JSONPullParser(bytes)
            try json.beginObject()
            while let key = try json.nextKey() {
                if try !document.fields.read(&json, key) { try document.read(&json, key) }
            }
            end = try json.finish()
        } catch {
            throw document.problem(.manifestUnreadable, error.reason, at: error.offset)
        }
        return try document.manifest(documentEnd: end, byteCount: bytes.byteCount)
    }

    /// Returns a value that Zeebe's reader requires.
    func required<Value>(_ value: Value?, _ name: String, at offset: Int) throws(ManifestDecodingError) -> Value {
        guard let value else { throw problem(.manifestUnreadable, "the property \(name) is missing", at: offset) }
        return value
    }

    /// Says why the document is no manifest, or one of another store.
    func problem(_ code: FindingCode, _ reason: String, at offset: Int) -> ManifestDecodingError {
        ManifestDecodingError(code, reason, at: offset, foreignDialect: foreignDialect)
    }
}
