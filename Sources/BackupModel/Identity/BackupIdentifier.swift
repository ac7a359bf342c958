/// What names one partition backup: partition, checkpoint and the member that took it (store-layout §2).
///
/// A cluster backup is the set of all partition backups with one checkpoint id; it is stored nowhere.
public struct BackupIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The partition, 1 or more.
    public let partitionID: Int32
    /// The checkpoint, which is the id of the backup: 0 or more, growing with time in each partition.
    public let checkpointID: Int64
    /// The member that took the backup.
    public let member: MemberID

    /// Creates an identifier.
    public init(partitionID: Int32, checkpointID: Int64, member: MemberID) {
        self.partitionID = partitionID
        self.checkpointID = checkpointID
        self.member = member
    }

    /// The path order: `partition/checkpoint/member`.
    public var description: String { "\(partitionID)/\(checkpointID)/\(member)" }

    /// Orders by checkpoint, then partition, then member: the order of reports.
    public static func < (left: BackupIdentifier, right: BackupIdentifier) -> Bool {
        (left.checkpointID, left.partitionID, left.member) < (right.checkpointID, right.partitionID, right.member)
    }
}
