import Foundation
import SampleStore
import Testing

@Suite("Written stores")
struct WrittenStoreTests {
    static let zoned = [SampleMember(zone: "us-east1", nodeId: 0), SampleMember(zone: "us-west1", nodeId: 0)]

    static let specifications: [SampleStoreSpecification] = [
        SampleStoreSpecification(version: .v8_6),
        SampleStoreSpecification(version: .v8_9, markers: [1_708_899_300_000, 1_708_899_500_000]),
        SampleStoreSpecification(version: .v8_10, members: zoned, writesSecondCopy: true, seed: 7),
        SampleStoreSpecification(version: .v8_6, firstBackupHasNoSnapshot: true, seed: 3),
        SampleStoreSpecification(version: .v8_9, firstBackupHasNoSnapshot: true, seed: 4),
        SampleStoreSpecification(
            segmentSize: 1 << 17,
            recordPayloadBytes: 3000,
            recordsPerEntry: 6,
            journalVolume: .bytes(700_000),
            recordsAfterCheckpoint: 40,
            snapshotFillerBytes: 3_000_000,
            snapshotFillerFileBytes: 1_500_000
        ),
        SampleStoreSpecification(partitions: 3, journalVolume: .records(20), recordsAfterCheckpoint: 0, seed: 12),
        SampleStoreSpecification(
            version: .v8_10,
            members: (0..<64).map { SampleMember(zone: String(repeating: "z", count: 63), nodeId: $0) },
            segmentSize: 9000
        ),
        SampleStoreSpecification(
            backups: [
                SampleBackup(11), SampleBackup(12, startsNewRange: true), SampleBackup(130), SampleBackup(1400),
            ],
            members: [SampleMember(nodeId: 5)],
            journalVolume: .bytes(60_000)
        ),
    ]

    @Test("every backup is sound by an independent reading", arguments: specifications)
    func everyBackupIsSound(specification: SampleStoreSpecification) throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(specification, to: directory.path)
        let copies = specification.writesSecondCopy ? 2 : 1
        #expect(store.partitionBackups.count == specification.backups.count * Int(specification.partitions) * copies)
        for backup in store.partitionBackups {
            let check = try BackupCheck(
                directory.path,
                backup.partition,
                backup.checkpointId,
                backup.member.description
            )
            #expect(check.problems.isEmpty, "\(backup.partition)/\(backup.checkpointId): \(check.problems)")
            #expect(check.state == "COMPLETED")
            #expect(check.leftOverBytes == 2, "IN_PROGRESS is two bytes longer than COMPLETED")
            #expect(check.checkpointPosition == backup.checkpointPosition)
            #expect(check.journal.firstIndex == backup.journal?.firstIndex)
            #expect(check.journal.lastIndex == backup.journal?.lastIndex)
            #expect(check.journal.records.last?.position == backup.journal?.lastPosition)
            #expect(check.journal.records.first?.position == backup.firstLogPosition)
            #expect(check.names("segments").count == backup.segmentFiles)
            #expect(check.names("snapshot").count == backup.snapshotFiles)
            #expect(check.descriptor["snapshotId"] as? String == backup.snapshotId)
            let bytes = try Files.all(
                below: "\(directory.path)/contents/\(backup.partition)/\(backup.checkpointId)/\(backup.member)"
            ).values.reduce(0) { $0 + $1.count }
            #expect(Int64(bytes) == backup.bytes)
        }
    }

    @Test("the log goes on from one backup to the next, with equal records where they overlap")
    func logGoesOn() throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(SampleStoreSpecification(), to: directory.path)
        let backups = store.partitionBackups.filter { $0.partition == 1 }
        for (earlier, later) in zip(backups, backups.dropFirst()) {
            let first = try BackupCheck(directory.path, 1, earlier.checkpointId, "\(earlier.member)").journal
            let second = try BackupCheck(directory.path, 1, later.checkpointId, "\(later.member)").journal
            #expect(later.firstLogPosition <= earlier.checkpointPosition)
            let common = first.records.filter { $0.position >= later.firstLogPosition }
            #expect(common.count > 10)
            for (left, right) in zip(common, second.records) {
                #expect(left.position == right.position && left.value == right.value)
            }
        }
    }

    @Test("entries, terms, hints and left-over bytes are as in a broker's journal")
    func journalHasAllForms() throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(SampleStoreSpecification(), to: directory.path)
        let last = try #require(store.partitionBackups.last { $0.partition == 1 })
        let journal = try BackupCheck(directory.path, 1, last.checkpointId, "\(last.member)").journal
        #expect(journal.terms == [2, 3])
        #expect(journal.entryTypes.filter { $0 == 2 }.count == 1)
        #expect(journal.entryTypes.filter { $0 == 1 }.count == 1)
        #expect(journal.largestEntry == 3)
        #expect(journal.hints == last.segmentFiles - 1)
        #expect(journal.segmentsWithLeftOvers >= 2)
        let checkpoint = try #require(journal.records.firstIndex { $0.position == last.checkpointPosition })
        let created = journal.records[checkpoint + 1]
        #expect(created.valueType == 254 && created.intent == 1 && created.isFirstOfEntry)
        #expect(journal.records.count - checkpoint > 6)
    }

    @Test("8.6 copies the whole journal and a prepared segment of zeros")
    func wholeJournalIn86() throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(SampleStoreSpecification(version: .v8_6), to: directory.path)
        for backup in store.partitionBackups {
            #expect(backup.journal?.firstIndex == 1)
            let place =
                "\(directory.path)/contents/\(backup.partition)/\(backup.checkpointId)/\(backup.member)/segments"
            let prepared = "raft-partition-partition-\(backup.partition)-\(backup.segmentFiles).log"
            let data = try Data(contentsOf: URL(filePath: "\(place)/\(prepared)"))
            #expect(data.count == 8192 && data.allSatisfy { $0 == 0 })
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["contents", "manifests"]
        )
    }

    @Test("the journal of each backup has about the asked bytes", arguments: [100_000, 400_000, 1_500_000] as [Int64])
    func journalVolume(bytes: Int64) throws {
        let directory = try TemporaryDirectory()
        let specification = SampleStoreSpecification(
            partitions: 1,
            segmentSize: 1 << 15,
            recordPayloadBytes: 900,
            journalVolume: .bytes(bytes)
        )
        for backup in try SampleStore.write(specification, to: directory.path).partitionBackups {
            let size = Int64(backup.segmentFiles) * Int64(specification.segmentSize)
            #expect(size >= bytes && size < bytes * 3 / 2 + 2 << 15)
        }
    }

    @Test("the same specification gives the same bytes, another seed others")
    func deterministic() throws {
        let first = try TemporaryDirectory()
        let second = try TemporaryDirectory()
        let third = try TemporaryDirectory()
        try SampleStore.write(SampleStoreSpecification(snapshotFillerBytes: 5000), to: first.path)
        try SampleStore.write(SampleStoreSpecification(snapshotFillerBytes: 5000), to: second.path)
        try SampleStore.write(SampleStoreSpecification(snapshotFillerBytes: 5000, seed: 2), to: third.path)
        let files = try Files.all(below: first.path)
        #expect(try Files.all(below: second.path) == files)
        let segment = "contents/1/1708899200000/0/segments/raft-partition-partition-1-1.log"
        #expect(try Files.all(below: third.path)[segment] != files[segment])
    }

    @Test("states leave what the real store leaves")
    func states() throws {
        let directory = try TemporaryDirectory()
        let backups = [
            SampleBackup(100, statesByPartition: [2: .failed]), SampleBackup(200, state: .deleted),
            SampleBackup(300, state: .inProgress), SampleBackup(400),
        ]
        let store = try SampleStore.write(SampleStoreSpecification(backups: backups), to: directory.path)
        for backup in store.partitionBackups {
            let check = try BackupCheck(directory.path, backup.partition, backup.checkpointId, "\(backup.member)")
            #expect(check.state == backup.state.rawValue)
            #expect(check.problems.isEmpty, "\(check.problems)")
            let created = try #require(check.manifest["createdAt"] as? String)
            let modified = try #require(check.manifest["modifiedAt"] as? String)
            switch backup.state {
            case .completed: #expect(check.leftOverBytes == 2 && created < modified)
            case .deleted: #expect(check.leftOverBytes == 4 && created < modified)
            case .failed: #expect(check.leftOverBytes == 0 && check.manifest["failureReason"] is String)
            case .inProgress:
                #expect(check.leftOverBytes == 0 && created == modified)
                let place = "\(directory.path)/contents/\(backup.partition)/\(backup.checkpointId)/\(backup.member)"
                #expect(try FileManager.default.contentsOfDirectory(atPath: place) == ["snapshot"])
            }
        }
    }

    @Test(
        "impossible specifications are refused",
        arguments: [
            SampleStoreSpecification(partitions: 0),
            SampleStoreSpecification(backups: []),
            SampleStoreSpecification(backups: [SampleBackup(5), SampleBackup(5)]),
            SampleStoreSpecification(version: .v8_6, markers: [1]),
            SampleStoreSpecification(version: .v8_6, backups: [SampleBackup(5, state: .deleted)]),
            SampleStoreSpecification(version: .v8_9, members: zoned),
            SampleStoreSpecification(members: [SampleMember(nodeId: 0)], writesSecondCopy: true),
            SampleStoreSpecification(version: .v8_10, members: [SampleMember(zone: "a_b", nodeId: 0)]),
            SampleStoreSpecification(members: [SampleMember(nodeId: -1)]),
            SampleStoreSpecification(segmentSize: 4096),
            SampleStoreSpecification(journalVolume: .records(5)),
            SampleStoreSpecification(markers: [1_808_899_200_000]),
        ]
    )
    func refused(specification: SampleStoreSpecification) throws {
        let directory = try TemporaryDirectory()
        #expect(throws: SampleStoreError.self) { try SampleStore.write(specification, to: directory.path) }
        #expect(try Files.all(below: directory.path).isEmpty)
    }
}
