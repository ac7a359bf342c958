internal import Checksums
internal import ZeebeFormat

/// The changes of a batch in a write-ahead log have the sequence numbers that it states; everything else is a fault of its
/// own rule, or not supported.
enum WriteBatchTarget {
    /// Notes the sequence numbers that are shown, and reads all bytes.
    private struct Changes: TableEntryVisitor {
        var sequences: [UInt64] = []
        var sum: UInt64 = 0

        mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {
            sequences.append(version.sequence)
            read(userKey)
            read(value)
        }

        mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {
            sequences.append(sequence)
            read(start)
            read(end)
        }

        private mutating func read(_ bytes: RawSpan) {
            for place in 0..<bytes.byteCount { sum &+= UInt64(bytes.byte(at: place)) }
        }
    }

    static func run(_ batch: RawSpan) throws(BrokenProperty) {
        // A record of one fragment, with a right checksum.
        guard batch.byteCount <= 32_000 else { return }
        let covered = [1] + batch.copy(0..<batch.byteCount)
        let file =
            unsafe littleEndian(CRC32C.masked(CRC32C.checksum(of: covered.span.bytes)))
            + littleEndian(UInt32(batch.byteCount)).prefix(2) + covered
        var log = WriteAheadLogReader(number: 4, fileSize: UInt64(file.count), visitor: Changes())
        try require(unsafe log.consume(file.span.bytes) == .nothing, "the log is not read to its end")
        for fault in log.faults {
            try require(
                fault.offset == 0 && (fault.rule == .writeAheadLog || fault.rule == .unsupported),
                "a fault of another rule or place: \(fault)"
            )
            try requirePrintable(fault.detail)
        }
        guard batch.byteCount >= 12 else { return try require(!log.faults.isEmpty, "a batch without a header") }
        let first = (0..<8).reduce(0 as UInt64) { $0 | UInt64(batch.byte(at: $1)) << UInt64(8 * $1) }
        let count = (0..<4).reduce(0 as UInt64) { $0 | UInt64(batch.byte(at: 8 + $1)) << UInt64(8 * $1) }
        var least = first
        for sequence in log.visitor.sequences {
            try require(
                sequence >= least && sequence - first < count,
                "sequence \(sequence), in a batch of \(count) changes from \(first) on"
            )
            least = sequence + 1
        }
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
}
