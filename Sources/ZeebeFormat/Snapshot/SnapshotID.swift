/// The identity of a snapshot, which is also its directory's name: `index-term-processed-exported[-broker[-checksum]]`
/// (partition-data §8.1).
///
/// Ids of 4 parts were written up to 8.6, of 5 by 8.7, of 6 from 8.8 on; all three are accepted, whatever the release,
/// since a snapshot outlives an upgrade. Parts behind the sixth are ignored, as in Zeebe.
public struct SnapshotID: Hashable, Sendable {
    /// The exported position when no exporter is configured: Java's `Long.MAX_VALUE`.
    public static let noExporterPosition = Int64.max

    /// The id as written.
    public let text: String

    /// Raft index of the last journal entry that the snapshot makes dispensable.
    public let index: Int64

    /// Raft term of that entry.
    public let term: Int64

    /// Position of the last command that was processed when the snapshot was started.
    public let processedPosition: Int64

    /// Lowest position of all exporters; ``noExporterPosition`` when none is configured.
    public let exportedPosition: Int64

    /// Number of the broker that took the snapshot; nil in ids of 4 parts.
    public let brokerID: Int32?

    /// Checksum of the checksum file's entries (§8.4); nil in ids of 4 or 5 parts.
    public let checksum: UInt32?

    /// Whether an exporter is configured, so that ``exportedPosition`` is a position.
    public var hasExporter: Bool { exportedPosition != Self.noExporterPosition }

    /// Name of the checksum file that belongs to the snapshot.
    public var checksumFileName: String { text + SnapshotChecksumFile.nameSuffix }

    /// Reads an id.
    ///
    /// - Throws: `FormatError`, with the offset of the part, when there are less than 4 parts, one of the first five is not
    ///   decimal or does not fit (64 bits, the broker's number 32), or the sixth is not 1 to 8 hexadecimal digits.
    public init(_ text: String) throws(FormatError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4 else {
            throw FormatError("expected at least 4 parts in a snapshot id, found \(parts.count)", at: 0)
        }
        self.text = text
        index = try Self.decimal(parts[0], "index", in: text)
        term = try Self.decimal(parts[1], "term", in: text)
        processedPosition = try Self.decimal(parts[2], "processed position", in: text)
        exportedPosition = try Self.decimal(parts[3], "exported position", in: text)
        brokerID = parts.count >= 5 ? try Self.decimal(parts[4], "broker id", in: text) : nil
        checksum = parts.count >= 6 ? try Self.hexadecimal(parts[5], in: text) : nil
    }

    private static func decimal<T: FixedWidthInteger>(
        _ part: Substring.UTF8View,
        _ name: String,
        in text: String
    ) throws(FormatError) -> T {
        var value: T = 0
        for byte in part {
            guard let digit = byte.decimalDigitValue else {
                throw invalid(part, "the \(name) is not decimal", in: text)
            }
            let (shifted, overflowsShifted) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsSum) = shifted.addingReportingOverflow(T(digit))
            guard !overflowsShifted, !overflowsSum else {
                throw invalid(part, "the \(name) does not fit into \(T.bitWidth) bits", in: text)
            }
            value = sum
        }
        guard !part.isEmpty else { throw invalid(part, "the \(name) is empty", in: text) }
        return value
    }

    private static func hexadecimal(_ part: Substring.UTF8View, in text: String) throws(FormatError) -> UInt32 {
        guard 1...8 ~= part.count else { throw invalid(part, "the checksum has not 1 to 8 digits", in: text) }
        var value: UInt32 = 0
        for byte in part {
            guard let digit = byte.hexadecimalDigitValue else {
                throw invalid(part, "the checksum is not hexadecimal", in: text)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    @inline(never)
    private static func invalid(_ part: Substring.UTF8View, _ reason: String, in text: String) -> FormatError {
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: part.startIndex)
        return FormatError("\(reason) in a snapshot id", at: offset)
    }
}

extension SnapshotID: Comparable {
    /// Orders snapshots as Zeebe does, by index, processed and exported position; the other parts decide between equal ones
    /// so that the order is total.
    public static func < (first: SnapshotID, second: SnapshotID) -> Bool {
        let firstPositions = (first.index, first.processedPosition, first.exportedPosition)
        let secondPositions = (second.index, second.processedPosition, second.exportedPosition)
        guard firstPositions == secondPositions else { return firstPositions < secondPositions }
        guard first.term == second.term else { return first.term < second.term }
        return first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
    }
}

extension SnapshotID: CustomStringConvertible {
    /// The id as written.
    public var description: String { text }
}
