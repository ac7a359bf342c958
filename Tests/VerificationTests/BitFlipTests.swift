import Foundation
import TestFixtures
import Testing
import ZeebeFormat

/// Every single bit of a snapshot matters, and its change is found. A sample here; `Tests/bit-flips` turns over 20,000.
@Suite("Bit flips")
struct BitFlipTests {
    private static let store = Result { try BitFlipStore() }

    @Test("a bit that flips anywhere in a snapshot is an error, but where it changes nothing")
    func afterChecksums() async throws {
        let store = try Self.store.get()
        #expect(store.byteCount > 1_000_000)
        for flip in store.sample(60, seed: 1) {
            let problem = try await store.problem(with: flip)
            #expect(problem == nil)
        }
    }

    @Test("every bit of a checksum file is an error or leaves it saying the same")
    func checksumFile() async throws {
        let store = try Self.store.get()
        let key = try #require(store.snapshotKeys.first { $0.hasSuffix(".checksum") })
        let content = try #require(store.files[key])
        var harmless = 0
        for byte in stride(from: 0, to: content.count, by: 11) {
            let flip = BitFlip(file: key, byte: byte, bit: UInt8(byte % 8))
            if BitFlipStore.isHarmless(flip, content, flip.applied(to: content)) { harmless += 1 }
            let problem = try await store.problem(with: flip)
            #expect(problem == nil)
        }
        // Comments are about a third of it.
        #expect(harmless > 10 && harmless < content.count / 11)
    }

    @Test("a bit that flipped before checksums were taken is found by the blocks of the table")
    func beforeChecksums() throws {
        let store = try Self.store.get()
        for (number, table) in try store.tables.enumerated() {
            let flips = TableBitFlips(table.table, table.bytes)
            #expect(TableBitFlips.faults(of: table.bytes, table.table).isEmpty)
            for flip in flips.sample(12, seed: UInt64(number)) {
                let problem = flips.problem(with: flip)
                #expect(problem == nil)
            }
        }
    }

    @Test("every bit behind the last block of a table is found, but one that nothing covers")
    func footer() throws {
        let table = try #require(try Self.store.get().tables.first)
        let flips = TableBitFlips(table.table, table.bytes)
        var uncovered = 0
        for byte in (table.bytes.count - TableFooter.byteCount)..<table.bytes.count {
            for bit in 0..<8 as Range<UInt8> {
                let flip = BitFlip(file: table.table.fileName, byte: byte, bit: bit)
                if flips.isUncovered(flip) { uncovered += 1 }
                #expect(flips.problem(with: flip) == nil)
            }
        }
        #expect(uncovered == 1)
    }
}
