internal import BackupModel
public import ObjectStorage
public import Verification
internal import ZeebeFormat

/// What backups hold, for people and for scripts.
public struct ContentReport: Sendable {
    private let result: ContentPreview.Result
    private let location: StoreLocation

    /// Creates the report of a preview.
    public init(_ result: ContentPreview.Result, of location: StoreLocation) {
        self.result = result
        self.location = location
    }

    // MARK: Text

    /// Returns the lines: notes, what could not be counted, and tables.
    func lines(_ form: TerminalForm) -> [String] {
        guard !result.backups.isEmpty else { return ["content     none: there is no COMPLETED backup"] }
        var lines = form.wrapped(
            "entries in the snapshots; what the log behind a snapshot holds comes on top of them",
            first: "content     ",
            ink: .faint,
            indentation: 12
        )
        lines += notes.flatMap { $0.lines(form) }
        for backup in result.backups {
            for partition in backup.partitions { lines += uncounted(partition, backup, form) }
        }
        return lines + ContentTables(backups: result.backups, form: form).lines
    }

    /// The notes, those that say the same of several backups and partitions joined.
    private var notes: [ContentNoteGroup] {
        var groups: [ContentNoteGroup] = []
        var places: [String: Int] = [:]
        for note in result.notes {
            let message = note.message
            if let place = places[message] {
                groups[place].add(note)
            } else {
                places[message] = groups.count
                groups.append(ContentNoteGroup(note, message: message))
            }
        }
        return groups
    }

    private func uncounted(
        _ partition: PartitionContent,
        _ backup: BackupContent,
        _ form: TerminalForm
    ) -> [String] {
        guard let reason = partition.outcome.reason else { return [] }
        let place = "backup \(backup.checkpointID), partition \(partition.partitionID)"
        guard case .unreadable(let problem) = partition.outcome else {
            return form.wrapped("\(place): \(reason)", first: "NOT COUNTED ", ink: .info, indentation: 2)
        }
        let next =
            switch problem.kind {
            case .notRead(let obstacle): obstacle.nextStep
            case .damage, .unsupported:
                "zbaudit verify \(storeArgument) --backup \(backup.checkpointID) --partition \(partition.partitionID)"
            }
        return form.wrapped("\(place): \(reason)", first: "NOT COUNTED ", ink: .error, indentation: 2)
            + form.wrapped(next, first: "  next: ", ink: .faint, indentation: 2)
    }

    /// The store as it can be put on a command line.
    private var storeArgument: String {
        let isPlain = location.text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2B, 0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains(byte)
        }
        let kind =
            location.kind == .filesystem || location.text.contains("://") ? "" : " --as \(location.kind.rawValue)"
        return (isPlain ? location.text : "STORE") + kind
    }

    // MARK: JSON

    /// Writes the members `content` and `notes` of an object that is open.
    func write(to writer: inout JSONWriter) {
        var before: [Int32: (checkpointID: Int64, counts: ContentCounts)] = [:]
        writer.key("content")
        writer.array { writer in
            for backup in result.backups {
                writer.object { writer in
                    writer.member("backupId", backup.checkpointID)
                    writer.member("state", backup.state.rawValue)
                    writer.key("partitions")
                    writer.array { writer in
                        for partition in backup.partitions {
                            writer.object { $0.write(partition, of: backup, since: before[partition.partitionID]) }
                            if let counts = partition.counts {
                                before[partition.partitionID] = (backup.checkpointID, counts)
                            }
                        }
                    }
                    writer.member("entries", backup.total?.entries)
                }
            }
        }
        writer.key("notes")
        writer.array { writer in
            for note in result.notes {
                writer.object { writer in
                    writer.member("backupId", note.checkpointID)
                    writer.member("partitionId", note.partitionID.map { Int64($0) })
                    writer.member("kind", note.kind)
                    writer.member("message", note.message)
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(
        _ partition: PartitionContent,
        of backup: BackupContent,
        since before: (checkpointID: Int64, counts: ContentCounts)?
    ) {
        member("partitionId", Int64(partition.partitionID))
        member("memberId", partition.member?.description)
        member("checkpointId", backup.checkpointID)
        member("checkpointPosition", partition.descriptor?.checkpointPosition)
        member("snapshotId", partition.descriptor?.snapshotID)
        member("brokerVersion", partition.descriptor?.brokerVersion)
        member("state", partition.outcome.name)
        member("reason", partition.outcome.reason)
        key("counts")
        writeCounts(partition.counts) { $0.count(of: $1) }
        key("columnFamilies")
        writeFamilies(partition.counts)
        member("entries", partition.counts?.entries)
        key("change")
        guard let before, let counts = partition.counts else { return null() }
        object { writer in
            writer.member("sinceBackupId", before.checkpointID)
            writer.key("counts")
            writer.writeCounts(counts) { counts, kind in
                counts.count(of: kind).flatMap { now in before.counts.count(of: kind).map { now - $0 } }
            }
            writer.member("entries", counts.entries - before.counts.entries)
        }
    }

    private mutating func writeCounts(_ counts: ContentCounts?, _ number: (ContentCounts, ContentKind) -> Int?) {
        guard let counts, counts.isNamed else { return null() }
        object { writer in
            for kind in ContentKind.allCases { writer.member(kind.rawValue, number(counts, kind)) }
        }
    }

    private mutating func writeFamilies(_ counts: ContentCounts?) {
        guard let counts else { return null() }
        array { writer in
            for (family, entries) in counts.entriesByFamily.sorted(by: { $0.key < $1.key }) {
                writer.object { writer in
                    writer.member("number", family.rawValue)
                    writer.member("name", counts.isNamed ? family.name : nil)
                    writer.member("entries", entries)
                }
            }
        }
    }
}
