import BackupModel
import Testing
import ZeebeFormat

@Suite("Restore of a backup (store-layout §15.1)")
struct BackupReplayTests {
    static let good = RestoreReplay(failingSteps: [], zeebe: .passes, isComplete: true)
    static let open = RestoreReplay(failingSteps: [], zeebe: .unknown, isComplete: false)
    static let missed = RestoreReplay(failingSteps: RestoreStepSet(.resume), zeebe: .passes, isComplete: true)
    static let met = RestoreReplay(
        failingSteps: RestoreStepSet(.openLog, .resume),
        zeebe: .fails,
        zeebeStep: .findCheckpoint,
        isComplete: true
    )

    static func partition(_ id: Int32, _ copies: RestoreReplay..., hasMore: Bool = false) -> BackupReplay.Partition {
        BackupReplay.Partition(id: id, copies: copies.map { ($0 != .notCompleted, $0) }, hasMoreCopies: hasMore)
    }

    static func replay(
        _ partitions: [BackupReplay.Partition],
        missing: Int32? = nil,
        differ: Bool = false,
        isPartial: Bool = false
    ) -> String {
        let replay = BackupReplay(
            partitions,
            firstMissingPartition: missing,
            areCountsDifferent: differ,
            isPartial: isPartial
        )
        let succeeds = replay.succeeds.map(String.init) ?? "nil"
        let place = replay.partitionID.map(String.init) ?? "-"
        return "\(succeeds) \(replay.failingStep?.name ?? "-") \(place) \(replay.zeebe.rawValue)"
    }

    @Test("every partition needs one good copy")
    func partitions() {
        #expect(Self.replay([Self.partition(1, Self.good), Self.partition(2, Self.good)]) == "true - - passes")
        #expect(Self.replay([Self.partition(1, Self.good), Self.partition(2, Self.met)]) == "false open-log 2 fails")
        #expect(Self.replay([Self.partition(1, Self.missed), Self.partition(2, Self.met)]) == "false open-log 2 fails")
        #expect(Self.replay([Self.partition(1, Self.missed)]) == "false resume 1 passes")
        #expect(Self.replay([Self.partition(1, .notCompleted)]) == "false find-backup 1 fails")
    }

    @Test("of several copies the good one counts, and Zeebe takes any")
    func copies() {
        #expect(Self.replay([Self.partition(1, Self.met, Self.good)]) == "true - - unknown")
        #expect(Self.replay([Self.partition(1, .notCompleted, Self.good)]) == "true - - passes")
        #expect(Self.replay([Self.partition(1, Self.met, Self.missed)]) == "false resume 1 unknown")
    }

    @Test("what was left out is not decided")
    func undecided() {
        #expect(Self.replay([Self.partition(1, Self.open)]) == "nil - - unknown")
        #expect(Self.replay([Self.partition(1, Self.good)], isPartial: true) == "nil - - unknown")
        #expect(Self.replay([Self.partition(1, Self.met, hasMore: true)], isPartial: true) == "nil - - unknown")
        #expect(Self.replay([Self.partition(1, Self.met)], isPartial: true) == "false open-log 1 fails")
    }

    @Test("a partition without copy, and counts that differ")
    func whole() {
        #expect(Self.replay([Self.partition(1, Self.good)], missing: 2) == "false find-backup 2 fails")
        #expect(Self.replay([Self.partition(1, Self.good)], differ: true) == "false compare-counts - fails")
    }
}
