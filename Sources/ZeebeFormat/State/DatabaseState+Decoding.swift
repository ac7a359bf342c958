internal import SafeText

/// Reads entries by the layout of their keys and values (partition-data §10.2).
extension DatabaseState {
    mutating func add(_ problem: Problem) {
        if problems.count < Self.maximumProblemCount { problems.append(problem) }
    }

    /// Reads one entry that is present; entries of other keys are passed over.
    mutating func read(_ key: [UInt8], _ version: StateCollector.Version) {
        guard let (family, name) = Self.name(of: key) else { return }
        do throws(FormatError) {
            guard version.version.type == .value else {
                throw FormatError("an entry of type \(version.version.type.rawValue), expected a value", at: 0)
            }
            guard let value = version.value else {
                throw FormatError("a value of more than \(StateCollector.maximumEntryByteCount) bytes", at: 0)
            }
            try unsafe read(name, of: family, value.span.bytes)
        } catch {
            add(Problem(entry: "\(family) \(name)", reason: error.description))
        }
    }

    /// A key behind its column family: a string or a number.
    private enum Name: CustomStringConvertible {
        case text(String)
        case number(Int64)
        case other

        var description: String {
            switch self {
            case .text(let text): PrintableText.form(of: text)
            case .number(let number): String(number)
            case .other: "(another key)"
            }
        }
    }

    private static func name(of key: [UInt8]) -> (ColumnFamily, Name)? {
        var cursor = unsafe ByteCursor(key.span.bytes)
        guard let number: Int64 = try? cursor.readBigEndian() else { return nil }
        let family = ColumnFamily(rawValue: number)
        switch family {
        case .checkpoints, .backupRanges:
            guard cursor.remaining == 8, let id: Int64 = try? cursor.readBigEndian() else { return (family, .other) }
            return (family, .number(id))
        default:
            guard let text = try? readText(&cursor), cursor.isAtEnd else { return (family, .other) }
            return (family, .text(text))
        }
    }

    /// Reads a string of a key, or of a value that is no MessagePack.
    private static func readText(_ cursor: inout ByteCursor) throws(FormatError) -> String {
        let count = Int(try cursor.readBigEndian(UInt32.self))
        return try cursor.readSpan(count).lossyText
    }

    private mutating func read(_ name: Name, of family: ColumnFamily, _ value: RawSpan) throws(FormatError) {
        switch (family, name) {
        case (.default, .text("LAST_PROCESSED_EVENT_KEY")):
            lastProcessedPosition = try StateFields(value).required("lastProcessPosition")
        case (.default, .text("checkpoint")):
            checkpoint = try Checkpoint(value)
        case (.default, .text("backup")):
            backup = try Checkpoint(value)
        case (.key, .text("latestKey")):
            latestKey = try StateFields(value).required("nextValue")
        case (.exporter, .text(let id)):
            let fields = try StateFields(value)
            exporters.append(
                Exporter(
                    id: id,
                    position: try fields.required("exporterPosition"),
                    metadataVersion: fields.integers["metadataVersion"],
                    metadata: fields.bytes["exporterMetadata"]
                )
            )
        case (.migrationsState, .text("migrated-by-version")):
            var cursor = ByteCursor(value)
            migratedByVersion = try Self.readText(&cursor)
        case (.checkpoints, .number(let id)):
            let fields = try StateFields(value)
            checkpoints.append(
                Checkpoint(
                    id: id,
                    position: try fields.required("checkpointPosition"),
                    timestamp: fields.integers["checkpointTimestamp"],
                    type: fields.texts["checkpointType"],
                    firstLogPosition: fields.integers["firstLogPosition"]
                )
            )
        case (.backupRanges, .number(let first)):
            var cursor = ByteCursor(value)
            ranges.append(BackupRange(first: first, last: try cursor.readBigEndian()))
        default:
            break
        }
    }
}

extension DatabaseState.Checkpoint {
    /// Reads the value of the entries `checkpoint` and `backup`.
    fileprivate init(_ value: RawSpan) throws(FormatError) {
        let fields = try StateFields(value)
        id = try fields.required("id")
        position = try fields.required("position")
        timestamp = fields.integers["timestamp"]
        type = fields.texts["type"]
        firstLogPosition = fields.integers["firstLogPosition"]
    }
}

/// The scalar properties of a value's MessagePack map; everything else in it is passed over.
private struct StateFields {
    /// The most properties that are looked at; Zeebe's values have up to six.
    private static let maximumCount = 64

    private(set) var integers: [String: Int64] = [:]
    private(set) var texts: [String: String] = [:]
    private(set) var bytes: [String: [UInt8]] = [:]

    init(_ value: RawSpan) throws(FormatError) {
        var reader = MessagePackReader(value)
        let count = try reader.readMap()
        guard count <= Self.maximumCount else { throw FormatError("a map of \(count) properties", at: 0) }
        for _ in 0..<count {
            let name = try reader.readString()
            switch try reader.nextToken() {
            case .integer(let integer): integers[name] = integer
            case .string(let place): texts[name] = value.extracting(place).lossyText
            case .binary(let place): bytes[name] = value.extracting(place).copied
            case .array(let items): for _ in 0..<items { try reader.skipValue() }
            case .map(let pairs): for _ in 0..<(pairs * 2) { try reader.skipValue() }
            default: break
            }
        }
    }

    func required(_ name: String) throws(FormatError) -> Int64 {
        guard let integer = integers[name] else {
            throw FormatError("expected an integer property '\(name)', found none", at: 0)
        }
        return integer
    }
}
