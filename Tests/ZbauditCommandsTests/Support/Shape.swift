/// The form of a JSON value as a contract states it: members in their order, and their types.
indirect enum Shape: Sendable {
    case number
    case text
    case bool
    case oneOf([String])
    case orNull(Shape)
    case list(Shape)
    case object([(String, Shape)])
    /// Members that the contract leaves free.
    case free
    /// A value of any type.
    case anything

    /// What of a value is not as the contract says, each with its path.
    func problems(_ value: JSONValue, at path: String = "$") -> [String] {
        switch (self, value) {
        case (.number, .number), (.text, .text), (.bool, .bool), (.orNull, .null): return []
        case (.free, .object), (.anything, _): return []
        case (.oneOf(let allowed), .text(let text)):
            return allowed.contains(text) ? [] : ["\(path) is \(text), none of \(allowed)"]
        case (.orNull(let shape), _):
            return shape.problems(value, at: path)
        case (.list(let shape), .array(let elements)):
            return elements.enumerated().flatMap { shape.problems($1, at: "\(path)[\($0)]") }
        case (.object(let members), .object(let found)):
            guard members.map(\.0) == found.map(\.name) else {
                return ["\(path) has the members \(found.map(\.name)), not \(members.map(\.0))"]
            }
            return zip(members, found).flatMap { $0.1.problems($1.value, at: "\(path).\($0.0)") }
        default:
            return ["\(path) is \(value), not \(self)"]
        }
    }
}

/// The JSON of `check` and `verify`, schema version 1, as the product's contract states it.
enum AuditContract {
    static let tool = Shape.object([("name", .oneOf(["zbaudit"])), ("version", .text)])

    static let store = Shape.object([
        ("kind", .oneOf(["filesystem", "s3", "gcs", "azure"])), ("location", .text),
        ("layouts", .list(.oneOf(["split", "legacy-s3"]))), ("dialects", .list(.oneOf(["common", "s3"]))),
    ])

    static let header: [(String, Shape)] = [
        ("schemaVersion", .number), ("tool", tool), ("store", store), ("depth", .oneOf(["check", "verify"])),
        ("startedAt", .text), ("finishedAt", .text),
    ]

    static let summary: [(String, Shape)] = [
        ("verdict", .oneOf(["ok", "damaged", "incomplete-run"])), ("restorableBackups", .list(.number)),
        ("latestRestorable", .orNull(.number)),
        (
            "backups",
            .object([
                ("COMPLETED", .number), ("FAILED", .number), ("INCOMPLETE", .number), ("IN_PROGRESS", .number),
                ("DELETED", .number),
            ])
        ), ("findings", .object([("error", .number), ("warning", .number), ("info", .number)])),
        ("objectsListed", .number), ("objectsRead", .number), ("bytesRead", .number), ("requests", .number),
        ("filesProvedByListing", .number),
    ]

    static let journal = Shape.object([
        ("firstIndex", .number), ("lastIndex", .number), ("records", .number), ("firstPosition", .number),
        ("lastPosition", .number), ("checkpointIndex", .orNull(.number)),
    ])

    static let step = Shape.oneOf([
        "find-backup", "read-manifest", "compare-counts", "fetch-files", "restore-snapshot", "open-log",
        "find-checkpoint", "join-logs", "confirm-checkpoint", "meet-snapshot", "open-database", "resume",
    ])

    static let answer = Shape.oneOf(["passes", "fails", "unknown"])

    /// What a manifest would say is null where there is none to read.
    static let copy = Shape.object([
        ("memberId", .text), ("state", .orNull(.oneOf(["COMPLETED", "FAILED", "IN_PROGRESS", "DELETED"]))),
        ("verdict", .oneOf(["ok", "damaged", "not-checked"])), ("place", .text), ("snapshotId", .orNull(.text)),
        ("checkpointPosition", .orNull(.number)), ("firstLogPosition", .orNull(.number)),
        ("brokerVersion", .orNull(.text)), ("snapshotFiles", .number), ("segmentFiles", .number), ("bytes", .number),
        (
            "restore",
            .object([
                ("succeeds", .orNull(.bool)), ("failingStep", .orNull(step)), ("zeebe", answer),
                ("zeebeStep", .orNull(step)),
            ])
        ),
        ("journal", .orNull(journal)),
    ])

    static let backup: [(String, Shape)] = [
        ("backupId", .number),
        ("state", .oneOf(["COMPLETED", "FAILED", "INCOMPLETE", "IN_PROGRESS", "DELETED", "DOES_NOT_EXIST"])),
        ("restorable", .orNull(.bool)),
        (
            "restore",
            .object([
                ("succeeds", .orNull(.bool)), ("failingStep", .orNull(step)), ("partitionId", .orNull(.number)),
                ("zeebe", answer),
            ])
        ),
        ("partitions", .list(.object([("partitionId", .number), ("copies", .list(copy))]))),
    ]

    static let range: [(String, Shape)] = [
        ("partitionId", .number), ("start", .number), ("end", .number),
        ("source", .oneOf(["manifests", "metadata", "markers"])),
    ]

    static let finding: [(String, Shape)] = [
        ("code", .text), ("rule", .orNull(.text)), ("severity", .oneOf(["error", "warning", "info"])),
        ("backupId", .orNull(.number)), ("partitionId", .orNull(.number)), ("memberId", .orNull(.text)),
        ("object", .orNull(.text)), ("message", .text), ("evidence", .free),
    ]

    static let document = Shape.object(
        header + [
            ("summary", .object(summary)), ("backups", .list(.object(backup))), ("ranges", .list(.object(range))),
            ("findings", .list(.object(finding))),
        ]
    )

    /// The line of JSON Lines that says its type.
    static func line(_ type: String) -> Shape {
        let members =
            switch type {
            case "audit": header
            case "backup": backup
            case "range": range
            case "finding": finding
            default: summary
            }
        return .object([("type", .oneOf([type]))] + members)
    }
}
