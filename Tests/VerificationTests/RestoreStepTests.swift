import BackupModel
import ObjectStorage
import SampleStore
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Planted faults, with the step of a restore that fails on them and what Zeebe's own restore would say.
@Suite("Steps of a restore")
struct RestoreStepTests {
    /// A fault and what it does to a restore.
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: PlantedFault
        let step: RestoreStep?
        let zeebe: RestoreReplay.Answer

        init(_ fault: PlantedFault, _ step: RestoreStep?, _ zeebe: RestoreReplay.Answer) {
            self.fault = fault
            self.step = step
            self.zeebe = zeebe
        }

        var testDescription: String { "\(fault)" }
    }

    static let met: [Case] = [
        Case(.manifest(.cut), .readManifest, .fails),
        Case(.manifest(.unknownState), .readManifest, .fails),
        Case(.manifest(.fileNameTwice), .readManifest, .fails),
        Case(.backup(.contentsMissing), .fetchFiles, .fails),
        Case(.journal(.listedSegmentMissing), .fetchFiles, .fails),
        Case(.snapshot(.fileBitFlip), .restoreSnapshot, .fails),
        Case(.snapshot(.fileWithoutChecksumEntry), .restoreSnapshot, .fails),
        Case(.snapshot(.checksumFileMissing), .restoreSnapshot, .fails),
        Case(.snapshot(.idTooShort), .restoreSnapshot, .fails),
        Case(.manifest(.snapshotIdWithoutFiles), .restoreSnapshot, .fails),
        Case(.journal(.middleSegmentRemoved), .openLog, .fails),
        Case(.journal(.payloadBitFlipAtCheckpoint), .openLog, .fails),
        Case(.journal(.descriptorBitFlip), .openLog, .fails),
        Case(.journal(.lastDataSegmentRemoved), .findCheckpoint, .fails),
        Case(.manifest(.checkpointPositionBeyondLog), .findCheckpoint, .fails),
        Case(.manifest(.segmentsEmpty), .findCheckpoint, .fails),
        Case(.journal(.checkpointMerged), .findCheckpoint, .fails),
        // All up to the checkpoint is right (T1 and T2 of partition-data §3.8).
        Case(.journal(.damageBehindCheckpointBeforeHint), .openLog, .fails),
        Case(.journal(.indexWrongBehindCheckpoint), .openLog, .fails),
    ]

    static let missed: [Case] = [
        Case(.manifest(.idMismatch), .readManifest, .passes),
        Case(.manifest(.filesWithoutSnapshotId), .restoreSnapshot, .passes),
        Case(.snapshot(.checksumFileWrongName), .restoreSnapshot, .passes),
        Case(.snapshot(.idChecksumWrong), .restoreSnapshot, .passes),
        Case(.journal(.positionGap), .openLog, .passes),
        Case(.journal(.entryLengthWrong), .openLog, .passes),
        // The log is cut off at another entry: what follows it is lost.
        Case(.manifest(.checkpointPositionOfOtherRecord), .confirmCheckpoint, .passes),
        Case(.journal(.checkpointIdWrong), .confirmCheckpoint, .passes),
        // Records between snapshot and log are lost.
        Case(.journal(.leadingSegmentsRemovedPastSnapshot), .meetSnapshot, .passes),
        Case(.snapshot(.metadataDiffersFromId), .meetSnapshot, .passes),
        Case(.snapshot(.lastFollowUpBeyondCheckpoint), .meetSnapshot, .passes),
        Case(.snapshot(.currentNamesAbsentManifest), .openDatabase, .passes),
        Case(.snapshot(.liveTableUnlisted), .openDatabase, .passes),
        Case(.snapshot(.tableChangedBeforeChecksums), .openDatabase, .passes),
    ]

    static let harmless: [Case] = [
        Case(.journal(.tornTail), nil, .passes),
        Case(.journal(.payloadBitFlipAfterCheckpoint), nil, .passes),
        Case(.journal(.descriptorHintCleared), nil, .passes),
        Case(.journal(.leadingSegmentRemovedBeforeSnapshot), nil, .passes),
        Case(.journal(.zeroSegmentAtEnd), nil, .passes),
        Case(.snapshot(.commentChanged), nil, .passes),
        // A reader that does not know the property refuses the manifest.
        Case(.manifest(.unknownProperty), nil, .unknown),
    ]

    @Test("the first step that fails, and whether Zeebe's own restore would notice", arguments: met + missed + harmless)
    func step(_ planted: Case) async throws {
        let directory = try TemporaryDirectory()
        let target = PlantedFault.sampleTarget
        try SampleStore.write(PlantedFault.sampleSpecification(.v8_9), to: directory.path)
        try planted.fault.plant(inStoreAt: directory.path, at: target)
        let result = try await AuditRun.run(try LocalDirectory(path: directory.path))
        let texts = result.texts(.info).joined(separator: "\n")
        let backup = try #require(result.backups.first { $0.checkpointID == target.checkpointId })
        #expect(backup.replay.failingStep == planted.step, "\(texts)")
        #expect(backup.replay.zeebe == planted.zeebe, "\(texts)")
        #expect(backup.replay.partitionID == (planted.step == nil ? nil : target.partition))
        #expect(backup.restorable == (planted.step == nil))
        for other in result.backups where other.checkpointID != target.checkpointId {
            #expect(other.replay.succeeds == true && other.replay.zeebe == .passes, "\(texts)")
        }
    }
}
