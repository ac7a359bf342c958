#if Samples
public import ArgumentParser
internal import SafeText
public import SampleStore

/// `zbaudit sample-store`: writes a store for tests, benchmarks and demonstrations. Hidden: it is no tool for operators.
struct SampleStoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample-store",
        abstract: "Writes a filesystem backup store with genuine bytes into a directory, whole or damaged on purpose.",
        shouldDisplay: false
    )

    @Argument(help: "The directory to write into; it is created.")
    var directory: String?

    @Option(help: "Release that writes: 8.6, 8.9 or 8.10.")
    var version: WriterVersion = .v8_9

    @Option(help: "Number of partitions.")
    var partitions: Int32 = 2

    @Option(help: "Number of backups.")
    var backups: Int = 3

    @Option(help: "Checkpoint id of the first backup.")
    var firstID: Int64 = 1_708_899_200_000

    @Option(help: "Bytes of journal per partition backup.")
    var journalBytes: Int64?

    @Option(help: "Bytes of data in additional tables of each snapshot.")
    var snapshotBytes: Int64 = 0

    @Option(help: "Bytes of data in one additional table.")
    var snapshotFileBytes: Int64 = 64 << 20

    @Option(help: "Bytes of data in one more table, in the last backup of partition 1.")
    var largeSnapshotFileBytes: Int64 = 0

    @Flag(help: "Compress the additional tables by LZ4.")
    var compressTables = false

    @Flag(help: "Name the additional tables *.dat and leave them out of the MANIFEST.")
    var hideTables = false

    @Option(help: "Size of a segment file in bytes.")
    var segmentSize: Int?

    @Option(help: "Bytes of payload in a record.")
    var recordBytes: Int?

    @Flag(help: "Write manifests only, without contents.")
    var manifestsOnly = false

    @Flag(help: "Write each completed partition backup a second time, from another member.")
    var secondCopy = false

    @Option(help: "Seed of everything random.")
    var seed: UInt64 = 1

    @Option(
        name: .customLong("plant"),
        help: "Plant this fault into partition 1 of the last backup; --list-faults names them. May be repeated."
    )
    var faults: [String] = []

    @Flag(help: "Print the faults that can be planted, with what must be found.")
    var listFaults = false

    func validate() throws {
        if !listFaults, directory == nil { throw ValidationError("Missing expected argument '<directory>'") }
        if backups < 1 { throw ValidationError("--backups must be 1 or more") }
        for name in faults where Self.fault(named: name) == nil {
            throw ValidationError("no fault \(PrintableText.form(of: name)); --list-faults names them")
        }
    }

    func run() throws {
        if listFaults {
            for fault in PlantedFault.allCases {
                let expected = fault.expected.map { "\($0.severity.rawValue) \($0.code) \($0.rule ?? "")" } ?? "nothing"
                Console.write("\(fault): \(expected)\n")
            }
            return
        }
        guard let directory else { return }
        do throws(SampleStoreError) {
            let written = try SampleStore.write(specification, to: directory)
            try plant(in: directory, written.specification)
            let bytes = written.partitionBackups.reduce(0) { $0 + $1.bytes }
            Console.write("wrote \(written.partitionBackups.count) partition backups, \(bytes) bytes\n")
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    private var specification: SampleStoreSpecification {
        var specification = SampleStoreSpecification(
            version: version,
            partitions: partitions,
            backups: SampleBackup.series(backups, from: firstID, step: 600_000),
            writesSecondCopy: secondCopy,
            snapshotFillerBytes: snapshotBytes,
            snapshotFillerFileBytes: snapshotFileBytes,
            largeSnapshotFileBytes: largeSnapshotFileBytes,
            compressesContentTables: compressTables,
            hidesContentTables: hideTables,
            manifestsOnly: manifestsOnly,
            seed: seed
        )
        if let segmentSize { specification.segmentSize = segmentSize }
        if let recordBytes { specification.recordPayloadBytes = recordBytes }
        if let journalBytes { specification.journalVolume = .bytes(journalBytes) }
        return specification
    }

    private static func fault(named name: String) -> PlantedFault? {
        PlantedFault.allCases.first { "\($0)" == name }
    }

    private func plant(in directory: String, _ specification: SampleStoreSpecification) throws(SampleStoreError) {
        guard let last = specification.backups.last else { return }
        for fault in faults.compactMap(Self.fault) {
            try fault.plant(inStoreAt: directory, at: FaultTarget(checkpointId: last.checkpointId, partition: 1))
        }
    }
}

extension WriterVersion: ExpressibleByArgument {
    /// Parses 8.6, 8.9 or 8.10.
    public init?(argument: String) {
        self.init(rawValue: argument)
    }
}
#endif
