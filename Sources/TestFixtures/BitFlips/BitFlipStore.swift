internal import BackupModel
internal import Foundation
internal import SampleStore
internal import Verification
public import ZeebeFormat

/// A store whose only snapshot has about one megabyte in several tables, of which bits are turned over one at a time.
public struct BitFlipStore: Sendable {
    /// Contents of the whole store by key.
    public let files: [String: [UInt8]]

    /// The keys of the snapshot's files.
    public let snapshotKeys: [String]

    /// Writes the store and reads it.
    public init() throws {
        let directory = try TemporaryDirectory()
        try SampleStore.write(
            SampleStoreSpecification(
                partitions: 1,
                backups: [SampleBackup(100)],
                journalVolume: .records(20),
                recordsAfterCheckpoint: 0,
                snapshotFillerBytes: 1_000_000,
                snapshotFillerFileBytes: 110_000
            ),
            to: directory.path
        )
        files = try StoreFiles(directory: URL(filePath: directory.path)).files
        snapshotKeys = files.keys.filter { $0.contains("/snapshot/") }.sorted()
    }

    /// Bytes of all files of the snapshot.
    public var byteCount: Int { sizes.values.reduce(0, +) }

    private var sizes: [String: Int] {
        Dictionary(uniqueKeysWithValues: snapshotKeys.map { ($0, files[$0]?.count ?? 0) })
    }

    /// Bits of all files of the snapshot.
    public func sample(_ count: Int, seed: UInt64) -> [BitFlip] { BitFlip.sample(count, of: sizes, seed: seed) }

    // MARK: Bits that flip in the store

    /// Turns a bit over after the snapshot was written, and audits the whole store.
    ///
    /// - Returns: What is wrong with the audit's answer; `nil` when the damage is an error, or there is none.
    public func problem(with flip: BitFlip) async throws -> String? {
        guard let content = files[flip.file] else { return "\(flip): no such file" }
        let changed = flip.applied(to: content)
        var damaged = files
        damaged[flip.file] = changed
        let findings = try await AuditRun.run(StoreFiles(damaged).store()).findings
        if Self.isHarmless(flip, content, changed) {
            let accused = findings.filter { $0.severity >= .warning }
            return accused.isEmpty ? nil : "\(flip): harmless, but \(accused.map(\.message))"
        }
        return findings.contains { $0.severity == .error } ? nil : "\(flip): not found"
    }

    /// The only bits whose change is no damage: those of the checksum file that leave it saying the same of every file.
    ///
    /// They are in its comment lines, which from 8.6 on say nothing at all; the bit between capital and small letters of
    /// a checksum's digits; and the end of its last line.
    public static func isHarmless(_ flip: BitFlip, _ before: [UInt8], _ after: [UInt8]) -> Bool {
        flip.file.hasSuffix(".checksum") && ChecksumLines(before) == ChecksumLines(after)
    }

    // MARK: Bits that flipped before any checksum of a whole file was taken

    /// The tables that the MANIFEST lists, with their bytes.
    public var tables: [(table: LiveTable, bytes: [UInt8])] {
        get throws {
            let manifest = files.first { $0.key.contains("/MANIFEST-") }?.value ?? []
            return try ManifestReader.read(manifest.span.bytes).tables.map { table in
                (table, files.first { $0.key.hasSuffix("/\(table.fileName)") }?.value ?? [])
            }
        }
    }
}

/// What a checksum file says of files: names and values, by the pattern `(.*) {3}([0-9a-fA-F]{1,16})` of Zeebe's reader. Lines
/// of another form, and those that begin with a semicolon, say nothing.
private struct ChecksumLines: Equatable {
    private var entries: [[UInt8]: UInt64] = [:]

    init(_ bytes: [UInt8]) {
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = Array(line.drop { $0 <= 0x20 })
            guard text.first != UInt8(ascii: ";"), let place = Self.digits(in: text) else { continue }
            let digits = text[place...].prefix(16).prefix { Self.isDigit($0) }
            let name = text[..<(place - 3)].reversed().drop { $0 <= 0x20 }.reversed()
            entries[Array(name)] = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }

    /// The last place where a digit follows three blanks.
    private static func digits(in line: [UInt8]) -> Int? {
        line.indices.last { place in
            place >= 3 && isDigit(line[place]) && line[(place - 3)..<place].allSatisfy { $0 == 0x20 }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
