import BackupModel
import Checksums
import Foundation
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// A snapshot of Zeebe's own code of which the write-ahead log, empty there, gets a batch.
@Suite("A snapshot with a write-ahead log that is not empty")
struct WriteAheadLogStoreTests {
    static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// A log of one record.
    static func log(_ record: [UInt8]) -> [UInt8] {
        let covered = [1] + record
        return littleEndian(CRC32C.masked(CRC32C.checksum(of: covered.span.bytes)))
            + littleEndian(UInt16(record.count)) + covered
    }

    /// A batch that puts the processed position in front of, or behind, the one in the table.
    static func batch(processed position: UInt8, sequence: UInt64 = 1 << 40, type: UInt8 = 1) -> [UInt8] {
        let name = Array("LAST_PROCESSED_EVENT_KEY".utf8)
        let key = [UInt8](repeating: 0, count: 11) + [UInt8(name.count)] + name
        let property = Array("lastProcessPosition".utf8)
        let value = [0x81, 0xA0 | UInt8(property.count)] + property + [0xCC, position]
        return littleEndian(sequence) + littleEndian(UInt32(1)) + [type, UInt8(key.count)] + key
            + [UInt8(value.count)] + value
    }

    static func findings(
        _ log: [UInt8],
        name: String = "000004.log"
    ) async throws -> (rules: [String], copy: CopyResult?) {
        var snapshot = try RewrittenSnapshot()
        snapshot.files[name] = log
        return try await RewrittenSnapshot.findings(try snapshot.store())
    }

    static let notEmpty = "warning snapshot.rocksdb-invalid/wal-not-empty"
    static let lastProcessed = "error snapshot.state-inconsistent/last-processed"

    @Test(
        "the state is the log's where it is newer, and the log is told",
        arguments: [(85, true), (90, true), (84, false), (96, false), (200, false)] as [(UInt8, Bool)]
    )
    func newer(_ position: UInt8, _ isRight: Bool) async throws {
        let log = Self.log(Self.batch(processed: position))
        let (rules, copy) = try await Self.findings(log)
        #expect(
            rules.filter { $0 != "error backup.none-restorable/-" } == (isRight ? [] : [Self.lastProcessed]) + [
                Self.notEmpty
            ]
        )
        #expect(copy?.verdict == (isRight ? .ok : .damaged))
    }

    @Test("a log from before the tables is left over: it is neither replayed nor told")
    func leftOver() async throws {
        let log = Self.log(Self.batch(processed: 200))
        let (rules, copy) = try await Self.findings(log, name: "000003.log")
        #expect(rules == [])
        #expect(copy?.verdict == .ok)
    }

    @Test("a batch in a form that is not known leaves the copy unchecked, and the state is not judged")
    func unsupported() async throws {
        let log = Self.log(Self.batch(processed: 200)) + Self.log(Self.batch(processed: 200, type: 9))
        let (rules, copy) = try await Self.findings(log)
        #expect(rules.contains("warning restore.version-unsupported/unsupported"), "\(rules)")
        #expect(!rules.contains(Self.lastProcessed))
        #expect(copy?.verdict == .notChecked)
    }

    @Test("a batch that is no batch is damage, and the state is not judged")
    func damaged() async throws {
        let log = Self.log(Self.batch(processed: 200)) + Self.log([1, 2, 3])
        let (rules, copy) = try await Self.findings(log)
        #expect(rules.contains("error snapshot.rocksdb-invalid/wal"))
        #expect(!rules.contains(Self.lastProcessed))
        #expect(copy?.verdict == .damaged)
    }

    @Test("without a log or a table the state is not judged", arguments: ["000099.log", "000008.sst"])
    func missing(_ name: String) async throws {
        var snapshot = try RewrittenSnapshot.contradicting()
        snapshot.files["000099.log"] = Self.log(Self.batch(processed: 90))
        var store = try snapshot.store()
        store.files[RewrittenSnapshot.folder + name] = nil
        let (rules, copy) = try await RewrittenSnapshot.findings(store)
        #expect(rules.contains("error object.missing/-"))
        #expect(!rules.contains { $0.contains("state-inconsistent") || $0.contains("position-uncovered") }, "\(rules)")
        #expect(copy?.verdict == .damaged)
    }
}
