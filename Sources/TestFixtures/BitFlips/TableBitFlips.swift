public import ZeebeFormat

/// One table, of which bits are turned over before anything noted a checksum of the whole file: only its blocks can tell.
public struct TableBitFlips: Sendable {
    /// What the MANIFEST says of it.
    public let table: LiveTable
    /// Its bytes as they were.
    public let bytes: [UInt8]

    /// Creates the flips of a table.
    public init(_ table: LiveTable, _ bytes: [UInt8]) {
        self.table = table
        self.bytes = bytes
    }

    /// Bits of the whole file.
    public func sample(_ count: Int, seed: UInt64) -> [BitFlip] {
        BitFlip.sample(count, of: [table.fileName: bytes.count], seed: seed)
    }

    /// The only bit that nothing covers: the lowest one of the format version in the footer, which makes 4 of 5.
    ///
    /// Before version 6 a footer has no checksum. Its checksum type, its handles and its magic number are held against what
    /// they lead to, the rest must be 0, and every other version contradicts the form of the index or has another footer. 4
    /// and 5 differ only in the form of Bloom filters, which nothing here reads.
    public func isUncovered(_ flip: BitFlip) -> Bool { flip.byte == bytes.count - 12 && flip.bit == 0 }

    /// Turns a bit over and proves the table.
    ///
    /// - Returns: What is wrong with the answer; `nil` when the damage breaks the rule `sst-block`, or nothing covers it.
    public func problem(with flip: BitFlip) -> String? {
        let faults = Self.faults(of: flip.applied(to: bytes), table)
        if isUncovered(flip) { return faults.isEmpty ? nil : "\(flip): nothing covers it, but \(faults)" }
        return faults.contains { $0.rule == .tableBlock } ? nil : "\(flip): not found, \(faults)"
    }

    /// Proves a table that is in memory as a whole.
    public static func faults(of bytes: [UInt8], _ table: LiveTable) -> [RocksDBFault] {
        do throws(RocksDBFault) {
            var opener = TableOpener(fileSize: UInt64(bytes.count), tailByteCount: table.tailByteCount)
            while case .bytes(let offset, let count) = opener.demand {
                try opener.supply(bytes.span.bytes.extracting(Int(offset)..<(Int(offset) + count)))
            }
            guard let layout = opener.layout else { return [RocksDBFault(.tableBlock, at: 0, "no layout")] }
            var scanner = TableScanner(layout, part: layout.whole, visitor: StateCollector())
            _ = scanner.consume(bytes.span.bytes)
            var scan = scanner.scan
            scan.conclude(layout, table: table)
            return scan.faults
        } catch {
            return [error]
        }
    }
}
