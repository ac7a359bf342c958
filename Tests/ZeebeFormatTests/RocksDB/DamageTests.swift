import Foundation
import SeededRandom
import Testing
import ZeebeFormat

/// Tables and MANIFESTs of the vectors, damaged: what is damaged is found by their own checksums and structure alone.
@Suite("RocksDB: damage is found")
struct DatabaseDamageTests {
    static let directories = SharedData.directories(
        "spec/vectors/partition-a-8.1-style/snapshot",
        "spec/vectors/partition-b-8.8-style/snapshot",
        "spec/vectors/partition-c-8.10-style/snapshot",
        "spec/vectors/snapshot-real-8.8.0/snapshot"
    )

    static let files = SharedData.files(below: directories) { $0.hasSuffix(".sst") || $0.hasPrefix("MANIFEST-") }
    static let tables = files.filter { $0.pathExtension == "sst" }
    static let manifests = files.filter { $0.pathExtension != "sst" }

    private func read(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

    private func rules(of bytes: [UInt8]) -> [Rule] {
        scanTable(bytes, visitor: StateCollector()).scan.faults.map(\.rule)
    }

    @Test("a table with one bit flipped: sst-block, but for the format version before 6", arguments: tables)
    func tableBits(_ file: URL) throws {
        let bytes = try read(file)
        let fileBits = bytes.count * 8
        var random = SplitMix64(seed: 5)
        var places = (0..<300).map { _ in Int.random(in: 0..<fileBits, using: &random) }
        places += (fileBits - 53 * 8)..<fileBits
        // No checksum covers the version in a footer before format version 6. A damage that makes it another of the
        // versions whose tables look the same changes nothing that is read; the MANIFEST's checksum finds it.
        let version = bytes.count - 12
        let slack = Set((0..<8).map { version * 8 + $0 })
        for place in places {
            var damaged = bytes
            damaged[place / 8] ^= 1 << UInt8(place % 8)
            let found = rules(of: damaged)
            if slack.contains(place) {
                #expect(found == [] || found == [.tableBlock], "bit \(place % 8) of byte \(place / 8)")
            } else {
                #expect(found == [.tableBlock], "bit \(place % 8) of byte \(place / 8)")
            }
        }
    }

    @Test("a table cut at any 64th byte: sst-block", arguments: tables)
    func tableTruncation(_ file: URL) throws {
        let bytes = try read(file)
        for length in stride(from: 0, to: bytes.count, by: 64) {
            #expect(rules(of: Array(bytes[..<length])) == [.tableBlock], "cut to \(length) bytes")
        }
    }

    @Test("a MANIFEST with one bit flipped: manifest", arguments: manifests)
    func manifestBits(_ file: URL) throws {
        let bytes = try read(file)
        var random = SplitMix64(seed: 6)
        let count = bytes.count * 8
        let places =
            count <= 8000 ? Array(0..<count) : (0..<4000).map { _ in Int.random(in: 0..<count, using: &random) }
        for place in places {
            var damaged = bytes
            damaged[place / 8] ^= 1 << UInt8(place % 8)
            #expect(manifestRule(damaged) == .rocksDBManifest, "bit \(place % 8) of byte \(place / 8)")
        }
    }

    @Test("a MANIFEST cut inside of a record, or with zeros behind it: manifest", arguments: manifests)
    func manifestTruncation(_ file: URL) throws {
        let bytes = try read(file)
        let ends = recordEnds(of: bytes)
        #expect(ends.last == bytes.count)
        for length in 0..<bytes.count where !ends.contains(length) {
            #expect(manifestRule(Array(bytes[..<length])) == .rocksDBManifest, "cut to \(length) bytes")
        }
        #expect(manifestRule(bytes + [UInt8](repeating: 0, count: 512)) == .rocksDBManifest)
        #expect(manifestRule(bytes) == nil)
    }

    private func manifestRule(_ bytes: [UInt8]) -> Rule? {
        do throws(RocksDBFault) {
            _ = try ManifestReader.read(bytes.span.bytes)
            return nil
        } catch {
            return error.rule
        }
    }

    /// Where the records of a small MANIFEST end.
    private func recordEnds(of bytes: [UInt8]) -> [Int] {
        var ends: [Int] = []
        var offset = 0
        while offset + 7 <= bytes.count {
            offset += 7 + Int(bytes[offset + 4]) + Int(bytes[offset + 5]) << 8
            ends.append(offset)
        }
        return ends
    }
}
