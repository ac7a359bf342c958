internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
public import Verification
internal import ZeebeFormat

/// The JSON of an audit: the contract with scripts (product contract §3).
///
/// It leaves in pieces, so that the text of 100,000 backups needs no second copy in memory.
public struct AuditJSON: Sendable {
    /// How the result is laid out.
    public enum Form: Sendable, CaseIterable {
        /// One object, indented by two spaces.
        case object
        /// JSON Lines: one object per line, each with its `type`: `audit`, then every `backup`, `range` and `finding`,
        /// and `summary` as the last.
        case lines
    }

    /// The version of the contract.
    public static let schemaVersion = 1

    private let form: Form

    /// Creates a writer of results.
    public init(_ form: Form = .object) {
        self.form = form
    }

    /// Writes a result as UTF-8 that ends with a line break.
    ///
    /// - Parameter sink: Takes one piece after another; each has about 32 KiB.
    /// - Throws: What the sink throws.
    public func write<Failure>(
        _ result: AuditResult,
        to sink: (_ piece: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        switch form {
        case .object: try writeObject(result, to: sink)
        case .lines: try writeLines(result, to: sink)
        }
    }

    private func writeObject<Failure>(
        _ result: AuditResult,
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = JSONWriter(style: .pretty)
        writer.beginObject()
        writer.writeHeader(result)
        writer.key("summary")
        writer.beginObject()
        try writer.writeSummary(result, to: sink)
        writer.endObject()
        writer.key("backups")
        writer.beginArray()
        for backup in result.backups {
            writer.beginObject()
            try writer.writeBackup(backup, to: sink)
            writer.endObject()
        }
        writer.endArray()
        if let restore = result.restore {
            writer.key("restore")
            writer.object { $0.writeRestore(restore) }
        }
        writer.key("ranges")
        writer.beginArray()
        for range in result.ranges {
            writer.object { $0.writeRange(range) }
            try writer.handOver(to: sink)
        }
        writer.endArray()
        writer.key("findings")
        writer.beginArray()
        for finding in result.findings {
            writer.object { $0.writeFinding(finding) }
            try writer.handOver(to: sink)
        }
        writer.endArray()
        writer.endObject()
        try writer.finish(to: sink)
    }

    private func writeLines<Failure>(
        _ result: AuditResult,
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = JSONWriter()
        writer.beginLine("audit")
        writer.writeHeader(result)
        try writer.endLine(to: sink)
        for backup in result.backups {
            writer.beginLine("backup")
            try writer.writeBackup(backup, to: sink)
            try writer.endLine(to: sink)
        }
        if let restore = result.restore {
            writer.beginLine("restore")
            writer.writeRestore(restore)
            try writer.endLine(to: sink)
        }
        for range in result.ranges {
            writer.beginLine("range")
            writer.writeRange(range)
            try writer.endLine(to: sink)
        }
        for finding in result.findings {
            writer.beginLine("finding")
            writer.writeFinding(finding)
            try writer.endLine(to: sink)
        }
        writer.beginLine("summary")
        try writer.writeSummary(result, to: sink)
        writer.endObject()
        try writer.finish(to: sink)
    }
}

extension JSONWriter {
    fileprivate mutating func beginLine(_ type: String) {
        beginObject()
        member("type", type)
    }

    fileprivate mutating func endLine<Failure>(to sink: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        endObject()
        endLine()
        try handOver(to: sink)
    }

    fileprivate mutating func writeHeader(_ result: AuditResult) {
        member("schemaVersion", AuditJSON.schemaVersion)
        key("tool")
        object { writer in
            writer.member("name", "zbaudit")
            writer.member("version", result.toolVersion)
        }
        key("store")
        object { writer in
            writer.member("kind", result.location.kind.rawValue)
            writer.member("location", result.location.text)
            writer.member("layouts", texts: result.layouts.map(\.rawValue))
            writer.member("dialects", texts: result.dialects.map(\.rawValue))
        }
        member("depth", result.depth.rawValue)
        member("startedAt", result.startedAt.description)
        member("finishedAt", result.finishedAt.description)
    }

    fileprivate mutating func writeSummary<Failure>(
        _ result: AuditResult,
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        member("verdict", result.verdict.rawValue)
        key("restorableBackups")
        beginArray()
        var latest: Int64?
        for backup in result.backups where backup.restorable == true {
            value(backup.checkpointID)
            latest = backup.checkpointID
            try handOver(to: sink)
        }
        endArray()
        member("latestRestorable", latest)
        var states: [ClusterBackupState: Int] = [:]
        for backup in result.backups { states[backup.state, default: 0] += 1 }
        member("backups", states: states)
        key("findings")
        object { writer in
            for severity in Severity.allCases.reversed() {
                writer.member(severity.rawValue, result.count(severity))
            }
        }
        member("objectsListed", result.traffic.objectsListed)
        member("objectsRead", result.traffic.objectsRead)
        member("bytesRead", result.traffic.bytesRead)
        member("requests", result.traffic.requests)
        member("filesProvedByListing", result.filesProvedByListing)
    }

    fileprivate mutating func writeBackup<Failure>(
        _ backup: BackupResult,
        to sink: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        member("backupId", backup.checkpointID)
        member("state", backup.state.rawValue)
        member("restorable", backup.restorable)
        key("restore")
        object { writer in
            writer.member("succeeds", backup.replay.succeeds)
            writer.member("failingStep", backup.replay.failingStep?.name)
            writer.member("partitionId", backup.replay.partitionID.map(Int64.init))
            writer.member("zeebe", backup.replay.zeebe.rawValue)
        }
        key("partitions")
        beginArray()
        var partition: Int32?
        for copy in backup.copies {
            if copy.id.partitionID != partition {
                if partition != nil { endPartition() }
                partition = copy.id.partitionID
                beginObject()
                member("partitionId", Int64(copy.id.partitionID))
                key("copies")
                beginArray()
            }
            object { $0.writeCopy(copy) }
            try handOver(to: sink)
        }
        if partition != nil { endPartition() }
        endArray()
    }

    private mutating func endPartition() {
        endArray()
        endObject()
    }

    private mutating func writeCopy(_ copy: CopyResult) {
        member("memberId", copy.id.member.description)
        member("state", copy.state?.rawValue)
        member("verdict", copy.verdict.rawValue)
        member("place", copy.place)
        member("snapshotId", copy.descriptor?.snapshotID)
        member("checkpointPosition", copy.descriptor?.checkpointPosition)
        member("firstLogPosition", copy.descriptor?.firstLogPosition)
        member("brokerVersion", copy.descriptor?.brokerVersion)
        member("snapshotFiles", copy.snapshotFileCount)
        member("segmentFiles", copy.segmentFileCount)
        member("bytes", copy.byteCount)
        key("restore")
        object { writer in
            writer.member("succeeds", copy.replay.succeeds)
            writer.member("failingStep", copy.replay.failingStep?.name)
            writer.member("zeebe", copy.replay.zeebe.rawValue)
            writer.member("zeebeStep", copy.replay.zeebeStep?.name)
        }
        key("journal")
        guard let journal = copy.journal else { return null() }
        object { writer in
            writer.member("firstIndex", journal.firstIndex)
            writer.member("lastIndex", journal.lastIndex)
            writer.member("records", journal.recordCount)
            writer.member("firstPosition", journal.firstPosition)
            writer.member("lastPosition", journal.lastPosition)
            writer.member("checkpointIndex", journal.checkpointIndex)
        }
    }

    fileprivate mutating func writeRestore(_ restore: RestoreResult) {
        key("backups")
        array { writer in
            for backup in restore.backups { writer.value(backup) }
        }
        member("succeeds", restore.succeeds)
        key("partitions")
        array { writer in
            for partition in restore.partitions { writer.object { $0.writeRestore(of: partition) } }
        }
    }

    private mutating func writeRestore(of partition: RestoreResult.Partition) {
        member("partitionId", Int64(partition.partitionID))
        member("succeeds", partition.succeeds)
        member("failingStep", partition.failingStep?.name)
        member("failingBackup", partition.failingBackup)
        key("links")
        array { writer in
            for link in partition.links {
                writer.object { writer in
                    writer.member("from", link.from)
                    writer.member("to", link.to)
                    writer.member("position", link.position)
                    writer.member("index", link.index)
                    writer.member("state", link.state.rawValue)
                }
            }
        }
    }

    fileprivate mutating func writeRange(_ range: RangeResult) {
        member("partitionId", Int64(range.partitionID))
        member("start", range.start)
        member("end", range.end)
        member("source", range.source.rawValue)
    }

    fileprivate mutating func writeFinding(_ finding: Finding) {
        member("code", finding.code.rawValue)
        member("rule", finding.rule)
        member("severity", finding.severity.rawValue)
        member("backupId", finding.backupID)
        member("partitionId", finding.partitionID.map(Int64.init))
        member("memberId", finding.memberID?.description)
        member("object", finding.object)
        member("message", finding.message)
        key("evidence")
        object { writer in
            for evidence in finding.evidence {
                switch evidence.value {
                case .number(let number): writer.member(evidence.name, number)
                case .text(let text): writer.member(evidence.name, text)
                }
            }
        }
    }
}
