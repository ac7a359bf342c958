import SeededRandom
import Testing
import ZeebeFormat

/// Entries of families that nobody asks for are walked in a loop of their own. It must see what the general walk sees, in
/// intact blocks and in blocks of which no checksum tells that they are damaged.
@Suite("RocksDB: entries of the usual form")
struct PlainEntryRunTests {
    /// Keys of several families that share much or little; values of all lengths; several versions of some keys.
    private static func table(_ random: inout SplitMix64) -> [UInt8] {
        var entries: [TableBytes.Entry] = []
        for number in 0..<120 {
            let family = [0, 10, 16, 55].randomElement(using: &random) ?? 0
            var key = [UInt8](repeating: 0, count: 7) + [UInt8(family)]
            key += [0, 8, 0, 0].prefix(Int.random(in: 0...4, using: &random))
            key += (0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...3, using: &random) }
            let count = number == 60 ? 16_384 : [0, 1, 2, 3, 40, 127, 128].randomElement(using: &random) ?? 0
            let value = [UInt8](repeating: UInt8(number), count: count)
            for sequence in 0..<(number % 9 == 0 ? 3 : 1) {
                let version = EntryVersion(sequence: UInt64(number * 10 + sequence), type: .value)
                entries.append(TableBytes.Entry(userKey: key, version: version, value: value))
            }
        }
        entries.sort {
            $0.userKey == $1.userKey
                ? $0.version > $1.version : $0.userKey.lexicographicallyPrecedes($1.userKey)
        }
        return TableBytes.make(entries, blockEntryCount: 17, checksum: .none)
    }

    @Test("the same scan whether or not somebody is interested in the entries", arguments: 1...4 as ClosedRange<UInt64>)
    func sameScan(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let intact = Self.table(&random)
        let layout = try openTable(intact)
        let whole = scanTable(intact, visitor: EntryCollector()).scan
        #expect(whole.faults == [] && whole.entryCount > 100)
        #expect(scanTable(intact, visitor: NoTableVisitor()).scan == whole)
        #expect(scanTable(intact, visitor: StateCollector()).scan == whole)
        let dataEnd = Int(layout.blocks.last { $0.role == .data }?.end ?? 0)
        var faulty = 0
        for _ in 0..<200 {
            var bytes = intact
            let place = Int.random(in: 0..<dataEnd, using: &random)
            // In the longest value nothing breaks.
            guard bytes[place] != 60 else { continue }
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let general = scanTable(bytes, visitor: EntryCollector()).scan
            let plain = scanTable(bytes, visitor: NoTableVisitor()).scan
            #expect(plain == general, "byte \(place)")
            if !general.faults.isEmpty { faulty += 1 }
        }
        #expect(faulty > 5, "hardly any of the changes broke the form of a block")
    }
}
