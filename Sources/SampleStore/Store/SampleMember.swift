/// A broker that takes backups.
public struct SampleMember: Sendable, Hashable, CustomStringConvertible {
    /// Zone of the broker, 8.10 only.
    public let zone: String?

    /// Number of the broker, in its zone if there is one.
    public let nodeId: Int32

    /// Creates a member.
    public init(zone: String? = nil, nodeId: Int32) {
        self.zone = zone
        self.nodeId = nodeId
    }

    /// The member id as in paths: `0`, `us-east1_0` (store-layout §3.6).
    public var description: String {
        zone.map { "\($0)_\(nodeId)" } ?? "\(nodeId)"
    }
}
