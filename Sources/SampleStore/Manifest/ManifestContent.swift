/// What the manifest of one partition backup says, apart from its state (store-layout §4).
struct ManifestContent: Sendable {
    /// One version of the document: a state and when it was reached.
    struct Revision: Sendable {
        var state: SampleBackup.State
        var modifiedAt: Instant
        var failureReason: String?
    }

    var member: SampleMember
    var partition: Int32
    var checkpointId: Int64
    var snapshotId: String?
    var firstLogPosition: Int64
    var checkpointPosition: Int64
    var numberOfPartitions: Int32
    var version: WriterVersion
    var checkpointTimestamp: Instant
    var origin: SampleBackup.Origin
    var snapshotFiles: [String]
    var segmentFiles: [String]
    var createdAt: Instant

    /// The document of a revision: compact, properties in Zeebe's order, absent ones left out.
    func document(_ revision: Revision) -> [UInt8] {
        var text = "{\"id\":{\"nodeId\":\(member.nodeId)"
        if let zone = member.zone { text += ",\"zone\":\"\(zone)\"" }
        text += ",\"partitionId\":\(partition),\"checkpointId\":\(checkpointId)},\"descriptor\":{"
        if let snapshotId { text += "\"snapshotId\":\"\(snapshotId)\"," }
        if version.hasContinuousBackups { text += "\"firstLogPosition\":\(firstLogPosition)," }
        text += "\"checkpointPosition\":\(checkpointPosition),\"numberOfPartitions\":\(numberOfPartitions)"
        text += ",\"brokerVersion\":\"\(version.brokerVersion)\""
        if version.hasContinuousBackups {
            text += ",\"checkpointTimestamp\":\"\(checkpointTimestamp.text)\""
            text += ",\"checkpointType\":\"\(origin.rawValue)\""
        }
        text += "},\"statusCode\":\"\(revision.state.rawValue)\""
        text += ",\"snapshot\":\(Self.fileSet(snapshotFiles)),\"segments\":\(Self.fileSet(segmentFiles))"
        text += ",\"createdAt\":\"\(createdAt.text)\",\"modifiedAt\":\"\(revision.modifiedAt.text)\""
        if let reason = revision.failureReason { text += ",\"failureReason\":\"\(reason)\"" }
        text += "}"
        return Array(text.utf8)
    }

    /// The bytes of the file after a history of revisions.
    ///
    /// The filesystem store overwrites the file in place and does not cut it: of a longer revision before, the end is
    /// left over (store-layout §4.4).
    func fileContent(after history: [Revision]) -> [UInt8] {
        var content: [UInt8] = []
        for revision in history {
            let document = document(revision)
            content = document + content.dropFirst(document.count)
        }
        return content
    }

    static func fileSet(_ names: [String]) -> String {
        "{\"files\":[" + names.map { "{\"name\":\"\($0)\"}" }.joined(separator: ",") + "]}"
    }
}
