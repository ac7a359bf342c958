import BackupModel
import Foundation
import ObjectStorage
import SampleStore
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Every planted fault in stores of every release: damage gets exactly its code, rule and severity; look-alikes stay
/// silent; the other backups of the store stay as they were.
@Suite("Fault matrix")
struct FaultMatrixTests {
    /// One fault in a store of one release.
    struct Planting: Sendable, CustomTestStringConvertible {
        let version: WriterVersion
        let fault: PlantedFault

        var testDescription: String { "\(version.rawValue) \(fault)" }
    }

    static let plantings: [Planting] = WriterVersion.allCases.flatMap { version in
        PlantedFault.allCases.filter { fault in
            fault.applies(to: version)
        }.map { Planting(version: version, fault: $0) }
    }

    @Test("each fault gets its code, rule and severity; look-alikes stay silent", arguments: plantings)
    func plantedFault(_ planting: Planting) async throws {
        let (result, target) = try await audit(planting)
        let texts = result.texts(.info).joined(separator: "\n")
        if let expected = planting.fault.expected {
            let isFound = result.findings.contains {
                $0.code.rawValue == expected.code && $0.rule == expected.rule
                    && $0.severity.rawValue == expected.severity.rawValue
            }
            #expect(isFound, "expected \(expected)\n\(texts)")
        }
        if planting.fault.isHarmless {
            #expect(result.texts(.warning).isEmpty, "\(texts)")
            #expect(result.backups.allSatisfy { $0.restorable == true })
        }
        for backup in result.backups where backup.checkpointID != target.checkpointId {
            #expect(backup.restorable == true, "backup \(backup.checkpointID) was not touched\n\(texts)")
        }
    }

    @Test("a store of each release without fault is silent", arguments: WriterVersion.allCases)
    func clean(_ version: WriterVersion) async throws {
        let directory = try TemporaryDirectory()
        try SampleStore.write(PlantedFault.sampleSpecification(version), to: directory.path)
        let result = try await AuditRun.run(try LocalDirectory(path: directory.path))
        #expect(result.texts(.info).isEmpty, "\(result.texts(.info).joined(separator: "\n"))")
        #expect(result.backups.allSatisfy { $0.restorable == true })
        #expect(result.verdict == .ok)
    }

    @Test(
        "states that are no damage",
        arguments: [SampleBackup.State.failed, .inProgress, .deleted],
        WriterVersion.allCases
    )
    func states(_ state: SampleBackup.State, _ version: WriterVersion) async throws {
        guard state != .deleted || version != .v8_6 else { return }
        let directory = try TemporaryDirectory()
        let backups = [SampleBackup(100), SampleBackup(200, state: state), SampleBackup(300)]
        try SampleStore.write(SampleStoreSpecification(version: version, backups: backups), to: directory.path)
        let result = try await AuditRun.run(try LocalDirectory(path: directory.path))
        #expect(result.texts(.error).isEmpty)
        #expect(result.backups.map(\.restorable) == [true, false, true])
        let code: FindingCode =
            switch state {
            case .failed: .backupFailed
            case .inProgress: .backupAbandoned
            default: .backupDeleted
            }
        #expect(result.findings.contains { $0.code == code && $0.backupID == 200 })
        // Asked for by its id, a backup that cannot be restored is an error.
        let asked = try await AuditRun.run(
            try LocalDirectory(path: directory.path),
            selection: Selection(backups: [.id(200)])
        )
        #expect(asked.findings.contains { $0.code == code && $0.severity == .error })
    }

    /// A fault in a backup that claims nothing.
    struct StatePlanting: Sendable, CustomTestStringConvertible {
        let planting: Planting
        let state: SampleBackup.State

        var testDescription: String { "\(state.rawValue) \(planting.testDescription)" }
    }

    static let statePlantings: [StatePlanting] = plantings.flatMap { planting -> [StatePlanting] in
        switch planting.fault {
        case .snapshot, .journal:
            SampleBackup.State.allCases
                .filter { $0 != .completed && ($0 != .deleted || planting.version != .v8_6) }
                .map { StatePlanting(planting: planting, state: $0) }
        case .manifest, .backup, .metadata: []
        }
    }

    @Test("damaged contents of a backup that is not COMPLETED are no damage", arguments: statePlantings)
    func contentsOfOtherStates(_ case: StatePlanting) async throws {
        let directory = try TemporaryDirectory()
        var specification = PlantedFault.sampleSpecification(`case`.planting.version)
        let target = PlantedFault.sampleTarget
        for index in specification.backups.indices
        where specification.backups[index].checkpointId == target.checkpointId {
            specification.backups[index].statesByPartition[target.partition] = `case`.state
        }
        try SampleStore.write(specification, to: directory.path)
        do {
            try `case`.planting.fault.plant(inStoreAt: directory.path, at: target)
        } catch {
            // An unfinished backup has no segments to damage.
            #expect(`case`.state == .inProgress)
        }
        let result = try await AuditRun.run(try LocalDirectory(path: directory.path))
        #expect(result.texts(.error).isEmpty, "\(result.texts(.info).joined(separator: "\n"))")
        #expect(
            result.copy(at: "manifests/1/\(target.checkpointId)/\(memberOfTarget(result))/manifest.json")?.verdict
                == .notChecked
        )
        for backup in result.backups {
            #expect(backup.restorable == (backup.checkpointID != target.checkpointId))
        }
    }

    private func memberOfTarget(_ result: AuditResult) -> String {
        let target = PlantedFault.sampleTarget
        let copy = result.backups.flatMap(\.copies).first {
            $0.id.checkpointID == target.checkpointId && $0.id.partitionID == target.partition
        }
        return copy?.id.member.description ?? ""
    }

    private func audit(_ planting: Planting) async throws -> (AuditResult, FaultTarget) {
        let directory = try TemporaryDirectory()
        try SampleStore.write(PlantedFault.sampleSpecification(planting.version), to: directory.path)
        try planting.fault.plant(inStoreAt: directory.path, at: PlantedFault.sampleTarget)
        return (try await AuditRun.run(try LocalDirectory(path: directory.path)), PlantedFault.sampleTarget)
    }
}
