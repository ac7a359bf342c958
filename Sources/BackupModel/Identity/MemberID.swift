/// The cluster member that took a backup: a node id, in a zoned cluster with the zone in front (store-layout §3.6).
public struct MemberID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The zone; `nil` in a cluster without zones, which is every cluster before 8.10.
    public let zone: String?
    /// Index of the broker, 0 or more.
    public let nodeID: Int32

    /// Creates a member id.
    public init(zone: String? = nil, nodeID: Int32) {
        self.zone = zone
        self.nodeID = nodeID
    }

    /// Parses the member segment of a path; `nil` when it has another form, or a leading zero that no writer writes.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            guard let nodeID = Int32(canonical: parts[0]) else { return nil }
            self.init(nodeID: nodeID)
        case 2:
            guard let nodeID = Int32(canonical: parts[1]), Self.isZone(parts[0]) else { return nil }
            self.init(zone: String(parts[0]), nodeID: nodeID)
        default:
            return nil
        }
    }

    /// Whether a text is a zone: 1 to 63 letters, digits and dashes, the first one no dash.
    private static func isZone(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == UInt8(ascii: "-")
        }
    }

    /// The path segment: `0`, or `us-east1_0`.
    public var description: String {
        zone.map { "\($0)_\(nodeID)" } ?? String(nodeID)
    }

    /// Orders by node, then by zone.
    public static func < (left: MemberID, right: MemberID) -> Bool {
        (left.nodeID, left.zone ?? "") < (right.nodeID, right.zone ?? "")
    }
}

extension FixedWidthInteger {
    /// Parses decimal digits without sign and without leading zero, as writers put them into paths.
    @inlinable
    public init?(canonical text: some StringProtocol) {
        var value: Self?
        for byte in text.utf8 {
            guard (0x30...0x39).contains(byte), value != 0 else { return nil }
            let (shifted, tooLarge) = (value ?? 0).multipliedReportingOverflow(by: 10)
            let (next, overflow) = shifted.addingReportingOverflow(Self(byte - 0x30))
            guard !tooLarge, !overflow else { return nil }
            value = next
        }
        guard let value else { return nil }
        self = value
    }
}
