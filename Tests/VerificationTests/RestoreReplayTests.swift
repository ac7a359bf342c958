import BackupModel
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// What the replay says Zeebe's own restore would do, held against what Zeebe's own code did with the same stores.
@Suite("Replay of Zeebe's restore")
struct RestoreReplayTests {
    static let cases = DifferentialCase.all.filter { $0.effective && $0.judged == "backup" }

    /// The phase of the real run that a step belongs to.
    static func phase(_ step: RestoreStep) -> String {
        switch step {
        case .findBackup, .readManifest, .compareCounts: "manifest"
        case .fetchFiles: "fetch"
        case .restoreSnapshot: "snapshot"
        default: "log"
        }
    }

    @Test("each change of a store ends where Zeebe's own restore ended", arguments: cases)
    func answer(_ change: DifferentialCase) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/\(change.base)"))
        let result = try await AuditRun.run(try change.apply(to: try StoreFiles(directory: folder)).store(change.store))
        // A manifest that is gone leaves no copy.
        guard let copy = result.copy(at: change.target) else { return #expect(change.realRestore.phase == "manifest") }
        let texts = result.texts(.info).joined(separator: "\n")
        switch copy.replay.zeebe {
        case .passes: #expect(change.realRestore.ok, "\(change.id) \(change.why)\n\(texts)")
        case .fails:
            let step = try #require(copy.replay.zeebeStep)
            #expect(change.realRestore.phase == Self.phase(step), "\(change.id) \(step) \(change.why)\n\(texts)")
        // A manifest of another release or without identity, a version that no checksum covers, a length that only we look
        // at: the bytes behind were not read.
        case .unknown
        where change.truth == .ambiguous || copy.state == nil || change.kind == "record-field-data-length":
            break
        case .unknown:
            Issue.record("\(change.id): undecided, the real one: \(change.realRestore) \(change.why)\n\(texts)")
        }
    }
}

/// The same for the stores that were damaged on purpose.
@Suite("Replay of Zeebe's restore on damaged stores")
struct DamagedRestoreReplayTests {
    /// A backup of a damaged store, with whether Zeebe's own restore of it reported success.
    struct Case: Sendable, CustomTestStringConvertible {
        let store: String
        let name: String
        let passes: Bool

        var testDescription: String { "\(store)/\(name)" }
    }

    static let cases: [Case] = ["damaged-azure-8.6-seed102", "damaged-fs-8.9-seed102", "state-fs-8.9-seed104"].flatMap {
        store in
        RestoreTruth.read("fixtures-zeebe/\(store)/cases.json").map { name, passes in
            Case(store: store, name: name, passes: passes)
        }
    }

    @Test("a damaged backup restores, or does not, as with Zeebe's own code", arguments: cases)
    func answer(_ damage: Case) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/\(damage.store)/\(damage.name)"))
        let result = try await AuditRun.run(try StoreFiles(directory: folder).store())
        let replays = result.backups.flatMap(\.copies).map(\.replay)
        #expect(!replays.isEmpty)
        let answer = damage.passes ? RestoreReplay.Answer.passes : .fails
        let worst = replays.first { $0.zeebe != .passes }?.zeebe ?? .passes
        #expect(worst == answer, "\(result.texts(.info).joined(separator: "\n"))")
    }
}
