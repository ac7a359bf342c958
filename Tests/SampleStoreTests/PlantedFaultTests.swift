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

    /// The member whose copy of the target `plant` takes.
    private func member(_ store: WrittenStore, _ target: FaultTarget) throws -> String {
        let backup = store.partitionBackups.first {
            $0.checkpointId == target.checkpointId && $0.partition == target.partition
        }
        return try #require(backup).member.description
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
        let directory = try TemporaryDirectory()
        let target = PlantedFault.sampleTarget
        let store = try SampleStore.write(
            PlantedFault.sampleSpecification(planting.version),
            to: directory.path
        )
        let before = try Files.all(below: directory.path)
        let directories = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        try planting.fault.plant(inStoreAt: directory.path, at: target)
        let after = try Files.all(below: directory.path)
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        if planting.fault == .backup(.emptyDirectories) {
            #expect(try FileManager.default.subpathsOfDirectory(atPath: directory.path).count > directories.count)
        } else {
            #expect(!changed.isEmpty)
        }
        let member = try member(store, target)
        for path in changed { #expect(isAllowed(path, planting.fault, target, member), "\(path)") }
        if planting.fault.scope == .addedObjects { #expect(before.allSatisfy { after[$0.key] == $0.value }) }
    }

    static let plantingsIntoContents = plantings.filter {
        switch $0.fault {
        case .snapshot, .journal: true
        default: false
        }
    }

    @Test(
        "damaged snapshots and journals are unsound by an independent reading, others sound",
        arguments: plantingsIntoContents
    )
    func damageIsReal(planting: Planting) throws {
        let directory = try TemporaryDirectory()
        let target = PlantedFault.sampleTarget
        let store = try SampleStore.write(
            PlantedFault.sampleSpecification(planting.version),
            to: directory.path
        )
        try planting.fault.plant(inStoreAt: directory.path, at: target)
        let member = try member(store, target)
        let check = try BackupCheck(directory.path, target.partition, target.checkpointId, member)
        let behind = check.journal.problemsBehindCheckpoint
        switch planting.fault {
        case .journal(.damageBehindCheckpointBeforeHint):
            #expect(check.problems.count == 1 && check.problems.first?.hasSuffix("hint") == true, "\(check.problems)")
            #expect(behind.count == 1 && behind.first?.hasSuffix("checksum") == true, "\(behind)")
        case .journal(.indexWrongBehindCheckpoint):
            #expect(check.problems.isEmpty, "\(check.problems)")
            #expect(behind.count == 1 && behind.first?.hasSuffix("index") == true, "\(behind)")
        default:
            #expect(check.problems.isEmpty == planting.fault.isHarmless, "\(check.problems)")
            #expect(behind.isEmpty == (planting.fault.expected?.rule != "tail-rec-crc"), "\(behind)")
        }
        // A fault with fitting checksums breaks its rule and no checksum.
        let hasNoChecksumFault = ["rec-crc", "desc-crc", "sfv-crc", "id-checksum"].allSatisfy {
            planting.fault.expected?.rule != $0
        }
        if hasNoChecksumFault, planting.fault.expected?.rule?.hasPrefix("sfv") != true {
            #expect(
                !check.problems.contains { $0.contains("checksum") && !$0.contains("checksum file") },
                "\(check.problems)"
            )
        }
    }

    @Test("every fault can be planted into a store with zones and a second copy, at a named member")
    func namedMember() throws {
        let target = FaultTarget(
            checkpointId: 1_708_899_800_000,
            partition: 2,
            member: WrittenStoreTests.zoned[1]
        )
        let specification = SampleStoreSpecification(
            version: .v8_10,
            members: WrittenStoreTests.zoned,
            writesSecondCopy: true
        )
        for fault in PlantedFault.allCases {
            let directory = try TemporaryDirectory()
            try SampleStore.write(specification, to: directory.path)
            let before = try Files.all(below: directory.path)
            try fault.plant(inStoreAt: directory.path, at: target)
            let after = try Files.all(below: directory.path)
            let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
            for path in changed { #expect(isAllowed(path, fault, target, "us-west1_0"), "\(fault): \(path)") }
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
        let directory = try TemporaryDirectory()
        try SampleStore.write(PlantedFault.sampleSpecification(), to: directory.path)
        let absent = FaultTarget(checkpointId: 4711, partition: 1)
        #expect(throws: SampleStoreError.self) {
            try PlantedFault.manifest(.cut).plant(inStoreAt: directory.path, at: absent)
        }
    }
}
