import Foundation
import SampleStore
import Synchronization

/// A store on disk into which one fault after the other is planted; it is made whole again after each.
///
/// Writing a store for each fault would take most of the time of these tests.
final class FaultWorkshop: Sendable {
    /// The store as it was written.
    let written: WrittenStore
    /// Its files before any fault.
    let files: [String: Data]

    private let directory: TemporaryDirectory
    private let turn = Mutex(())

    private init(_ specification: SampleStoreSpecification) throws {
        directory = try TemporaryDirectory()
        written = try SampleStore.write(specification, to: directory.path)
        files = try Files.all(below: directory.path)
    }

    /// Plants a fault, passes the store's directory and all its files to `body`, and undoes the fault.
    func with(
        _ fault: PlantedFault,
        at target: FaultTarget,
        _ body: (_ store: String, _ after: [String: Data]) throws -> Void
    ) throws {
        try turn.withLock { _ in
            defer { restore() }
            try fault.plant(inStoreAt: directory.path, at: target)
            try body(directory.path, try Files.all(below: directory.path))
        }
    }

    /// The member whose copy of the target a fault is planted into when none is named.
    func member(_ target: FaultTarget) -> String {
        written.partitionBackups.first {
            $0.checkpointId == target.checkpointId && $0.partition == target.partition
        }?.member.description ?? ""
    }

    private func restore() {
        let manager = FileManager.default
        for path in (try? manager.subpathsOfDirectory(atPath: directory.path)) ?? [] where files[path] == nil {
            // Only files that were added and directories that are empty go: `rmdir` refuses others.
            if unlink("\(directory.path)/\(path)") != 0 { rmdir("\(directory.path)/\(path)") }
        }
        for (path, content) in files {
            let place = URL(filePath: "\(directory.path)/\(path)")
            guard (try? Data(contentsOf: place)) != content else { continue }
            try? manager.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try? content.write(to: place)
        }
    }

    private static let byVersion = Result {
        try Dictionary(
            uniqueKeysWithValues: WriterVersion.allCases.map {
                ($0, try FaultWorkshop(PlantedFault.sampleSpecification($0)))
            }
        )
    }

    private static let zoned = Result {
        try FaultWorkshop(
            SampleStoreSpecification(version: .v8_10, members: WrittenStoreTests.zoned, writesSecondCopy: true)
        )
    }

    /// The store that faults of a release are made for.
    static func of(_ version: WriterVersion) throws -> FaultWorkshop {
        guard let store = try byVersion.get()[version] else { throw CocoaError(.fileNoSuchFile) }
        return store
    }

    /// A store of 8.10 with zones and a second copy of everything.
    static func withZones() throws -> FaultWorkshop {
        try zoned.get()
    }
}
