import Foundation
import SampleStore
import Testing

@Suite("Planted faults")
struct PlantedFaultTests {
    /// A fault and the release of the store it goes into.
    struct Planting: CustomTestStringConvertible, Sendable {
        let fault: PlantedFault
        let version: WriterVersion

        var testDescription: String { "\(fault) in \(version.rawValue)" }
    }

    static let plantings = PlantedFault.allCases.flatMap { fault in
        WriterVersion.allCases.filter(fault.applies(to:)).map { Planting(fault: fault, version: $0) }
    }

    /// Paths that are new, gone or different.
    private func changes(_ before: [String: Data], _ after: [String: Data]) -> Set<String> {
        Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    }

    private func isAllowed(_ path: String, _ fault: PlantedFault, _ target: FaultTarget, _ member: String) -> Bool {
        let place = "\(target.partition)/\(target.checkpointId)/\(member)/"
        switch fault.scope {
        case .partitionBackup: return path.hasPrefix("manifests/\(place)") || path.hasPrefix("contents/\(place)")
        case .partitionMetadata:
            return path.hasPrefix("metadata/\(target.partition)/") || path.hasPrefix("ranges/\(target.partition)/")
        case .addedObjects: return !path.contains("/\(place)")
        }
    }

    @Test("a fault changes the store, and of it only what it is about", arguments: plantings)
    func changesOnlyItsTarget(planting: Planting) throws {
        let fault = planting.fault
        let target = PlantedFault.sampleTarget
        let workshop = try FaultWorkshop.of(planting.version)
        try workshop.with(fault, at: target) { store, after in
            let changed = changes(workshop.files, after)
            if fault == .backup(.emptyDirectories) {
                let place = "\(store)/contents/1/\(target.checkpointId + 2)/\(workshop.member(target))/segments"
                #expect(FileManager.default.fileExists(atPath: place))
            } else {
                #expect(!changed.isEmpty)
            }
            for path in changed { #expect(isAllowed(path, fault, target, workshop.member(target)), "\(path)") }
            if fault.scope == .addedObjects { #expect(workshop.files.allSatisfy { after[$0.key] == $0.value }) }
        }
    }

    static let plantingsIntoContents = plantings.filter {
        switch $0.fault {
        case .snapshot, .journal: true
        default: false
        }
    }

    @Test(
        "damaged snapshots and journals are unsound by an independent reading, their look-alikes sound",
        arguments: plantingsIntoContents
    )
    func damageIsReal(planting: Planting) throws {
        let target = PlantedFault.sampleTarget
        let workshop = try FaultWorkshop.of(planting.version)
        try workshop.with(planting.fault, at: target) { store, _ in
            let check = try BackupCheck(store, target.partition, target.checkpointId, workshop.member(target))
            let behind = check.journal.problemsBehindCheckpoint
            switch planting.fault {
            case .journal(.damageBehindCheckpointBeforeHint):
                #expect(check.problems.count == 1 && check.problems.first?.hasSuffix("hint") == true)
                #expect(behind.count == 1 && behind.first?.hasSuffix("checksum") == true, "\(behind)")
            case .journal(.indexWrongBehindCheckpoint):
                #expect(check.problems.isEmpty, "\(check.problems)")
                #expect(behind.count == 1 && behind.first?.hasSuffix("index") == true, "\(behind)")
            case .snapshot(.combinedValueWrong):
                #expect(check.problems == ["combined value after 8.5"])
            default:
                #expect(check.problems.isEmpty == planting.fault.isHarmless, "\(check.problems)")
                #expect(behind.isEmpty == (planting.fault.expected?.rule != "tail-rec-crc"), "\(behind)")
            }
        }
    }

    /// Rules that are about a checksum; a fault with any other rule leaves all checksums valid.
    static let checksumRules: Set<String> = [
        "rec-crc", "desc-crc", "sfv-crc", "sfv-name", "sfv-empty", "id-checksum", "tail-rec-crc", "tail-blocks-restore",
    ]

    @Test(
        "a fault that breaks another rule leaves all checksums valid",
        arguments: plantingsIntoContents.filter { !checksumRules.contains($0.fault.expected?.rule ?? "") }
    )
    func checksumsStayValid(planting: Planting) throws {
        let target = PlantedFault.sampleTarget
        let workshop = try FaultWorkshop.of(planting.version)
        try workshop.with(planting.fault, at: target) { store, _ in
            let check = try BackupCheck(store, target.partition, target.checkpointId, workshop.member(target))
            let wrong = check.problems.filter {
                $0.hasSuffix("checksum") || $0.hasPrefix("checksum of") || $0.hasPrefix("checksum in")
            }
            #expect(wrong.isEmpty)
        }
    }

    @Test("a fault goes into the named copy in a store with zones and second copies", arguments: PlantedFault.allCases)
    func namedMember(fault: PlantedFault) throws {
        let target = FaultTarget(checkpointId: 1_708_899_800_000, partition: 2, member: WrittenStoreTests.zoned[1])
        let workshop = try FaultWorkshop.withZones()
        try workshop.with(fault, at: target) { _, after in
            for path in changes(workshop.files, after) {
                #expect(isAllowed(path, fault, target, "us-west1_0"), "\(path)")
            }
        }
    }

    @Test("a workshop's store is whole again after each fault")
    func workshopRestores() throws {
        let workshop = try FaultWorkshop.of(.v8_9)
        try workshop.with(.backup(.partitionMissing), at: PlantedFault.sampleTarget) { _, _ in }
        try workshop.with(.backup(.secondCopy), at: PlantedFault.sampleTarget) { _, _ in }
        try workshop.with(.backup(.foreignObject), at: PlantedFault.sampleTarget) { _, after in
            #expect(changes(workshop.files, after) == ["README.txt"])
        }
    }

    @Test("expectations name codes of the contract, with an area and a severity")
    func expectations() {
        let areas = Set(["store", "manifest", "backup", "object", "snapshot", "journal", "range", "restore"])
        for fault in PlantedFault.allCases {
            guard let expected = fault.expected else { continue }
            #expect(areas.contains(String(expected.code.prefix { $0 != "." })), "\(expected.code)")
            #expect(fault.isHarmless == (expected.severity == .info))
        }
        #expect(Set(PlantedFault.allCases.map(\.description)).count == PlantedFault.allCases.count)
    }

    @Test("a target that is not there is refused")
    func absentTarget() throws {
        let absent = FaultTarget(checkpointId: 4711, partition: 1)
        #expect(throws: SampleStoreError.self) {
            try FaultWorkshop.of(.v8_9).with(.manifest(.cut), at: absent) { _, _ in }
        }
    }
}
