import BackupCatalog
import BackupModel
import ObjectStorage
import ZeebeFormat

@testable import Verification

/// Results of audits by hand.
enum Sample {
    static let start = moment(1_777_280_400)
    static let end = moment(1_777_280_412, 500_000_000)

    static func moment(_ seconds: Int64, _ nanoseconds: Int32 = 0) -> Timestamp {
        guard let moment = Timestamp(seconds: seconds, nanoseconds: nanoseconds) else { fatalError("no such moment") }
        return moment
    }

    static func result(
        _ depth: AuditDepth = .verify,
        backups: [BackupResult] = [],
        ranges: [RangeResult] = [],
        findings: [Finding] = [],
        unchecked: Int = 0
    ) -> AuditResult {
        var traffic = Traffic()
        traffic.objectsListed = 1234
        traffic.objectsRead = 56
        traffic.bytesRead = 1_226_400_000
        return AuditResult(
            toolVersion: "1.0.0",
            location: StoreLocation(.filesystem, "/backups"),
            layouts: backups.isEmpty ? [] : [.split],
            dialects: backups.isEmpty ? [] : [.common],
            depth: depth,
            startedAt: start,
            finishedAt: end,
            backups: backups,
            ranges: ranges,
            findings: findings,
            traffic: traffic,
            uncheckedCopies: unchecked
        )
    }

    static func backup(
        _ id: Int64,
        _ state: ClusterBackupState = .completed,
        restorable: Bool? = true,
        copies: [CopyResult]? = nil
    ) -> BackupResult {
        BackupResult(
            checkpointID: id,
            state: state,
            partitionCount: 1,
            replay: BackupReplay(
                [BackupReplay.Partition(id: 1, copies: [(true, replay(restorable))], hasMoreCopies: false)],
                firstMissingPartition: nil,
                areCountsDifferent: false,
                isPartial: false
            ),
            copies: copies ?? [copy(id, verdict: restorable == false ? .damaged : .ok)]
        )
    }

    /// A restore that succeeds, fails at opening the log, or is not decided.
    static func replay(_ succeeds: Bool?) -> RestoreReplay {
        RestoreReplay(
            failingSteps: succeeds == false ? RestoreStepSet(.openLog) : [],
            zeebe: succeeds.map { $0 ? .passes : .fails } ?? .unknown,
            zeebeStep: succeeds == false ? .findCheckpoint : nil,
            isComplete: succeeds != nil
        )
    }

    static func copy(
        _ checkpointID: Int64,
        partition: Int32 = 1,
        member: MemberID = MemberID(nodeID: 0),
        verdict: CopyResult.Verdict = .ok
    ) -> CopyResult {
        let id = BackupIdentifier(partitionID: partition, checkpointID: checkpointID, member: member)
        return CopyResult(
            id: id,
            state: .completed,
            verdict: verdict,
            place: "manifests/\(id)/manifest.json",
            descriptor: descriptor(),
            snapshotFileCount: 3,
            segmentFileCount: 1,
            byteCount: 1_572_864,
            journal: nil,
            replay: replay(verdict == .notChecked ? nil : verdict == .ok)
        )
    }

    static func descriptor(snapshotID: String? = "7-1-90-80-0-9c41d2aa") -> BackupDescriptor {
        BackupDescriptor(
            snapshotID: snapshotID,
            firstLogPosition: 91,
            checkpointPosition: 120,
            numberOfPartitions: 1,
            brokerVersion: "8.9.2",
            checkpointTimestamp: start,
            checkpointType: .manualBackup
        )
    }

    static func finding(
        _ code: FindingCode,
        rule: String? = nil,
        backup: Int64,
        object: String? = nil,
        evidence: [Finding.Evidence] = [],
        _ message: String
    ) -> Finding {
        let id = BackupIdentifier(partitionID: 1, checkpointID: backup, member: MemberID(nodeID: 0))
        return Finding(code, rule: rule, copy: id, object: object, evidence: evidence, message)
    }

    /// One backup that can be restored and one that cannot.
    static var damaged: AuditResult {
        result(
            backups: [backup(1), backup(2, restorable: false)],
            ranges: [RangeResult(partitionID: 1, start: 1, end: 2, source: .manifests)],
            findings: [
                Finding(.storeForeignObject, object: "notes.txt", "1 object belongs to no backup store: notes.txt"),
                finding(
                    .snapshotChecksumMismatch,
                    rule: "sfv-crc",
                    backup: 2,
                    object: "contents/1/2/0/snapshot/000012.sst",
                    evidence: [.number("offset", 17), .text("expected", "1a2b")],
                    "the CRC-32C of 000012.sst is 3c4d, but the checksum file of the snapshot says 1a2b"
                ),
            ]
        )
    }
}
