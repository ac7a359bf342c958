/// The name of a journal segment file: `<group>-partition-<partitionId>-<fileId>.log` (partition-data §3.1).
public struct SegmentFileName: Hashable, Sendable {
    /// The raft group: `raft-partition` up to 8.9, `default` or a physical tenant's id from 8.10.
    public let group: String

    /// The partition that the segment belongs to.
    public let partitionID: Int32

    /// The segment's number: the order of the segments, and the id in the segment's descriptor.
    public let fileID: Int32

    /// Parses a file name; `nil` when it has another form or its numbers do not fit 32 bits.
    public init?(_ name: some StringProtocol) {
        guard name.hasSuffix(".log") else { return nil }
        let stem = name.dropLast(4)
        guard let lastDash = stem.lastIndex(of: "-"),
            let fileID = Self.number(stem[stem.index(after: lastDash)...])
        else { return nil }
        let front = stem[..<lastDash]
        guard let partitionDash = front.lastIndex(of: "-"),
            let partitionID = Self.number(front[front.index(after: partitionDash)...])
        else { return nil }
        let head = front[..<partitionDash]
        guard head.hasSuffix("-partition"), head.utf8.count > "-partition".utf8.count else { return nil }
        self.group = String(head.dropLast("-partition".count))
        self.partitionID = partitionID
        self.fileID = fileID
    }

    private static func number(_ digits: some StringProtocol) -> Int32? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int32(digits)
    }
}
