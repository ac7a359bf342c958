/// Sees the entries of a table while a scan proves it.
public protocol TableEntryVisitor {
    /// Called once for each entry of a data block that matters, in the order of keys.
    ///
    /// - Parameters:
    ///   - userKey: The key without its version. Valid during the call only.
    ///   - version: Sequence number and type.
    ///   - value: The value; empty for deletions. Valid during the call only.
    mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan)

    /// Called once for each range deletion, behind the entries of the data blocks.
    ///
    /// - Parameters:
    ///   - start: The first user key that is deleted.
    ///   - end: The user key in front of which the deletion ends.
    ///   - sequence: Sequence number; entries with a lower one are deleted.
    mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64)

    /// Whether entries matter whose user keys begin with a number: eight bytes in big-endian order, which in Zeebe's
    /// databases are the column family.
    ///
    /// Asked once for many entries. `visit` need not be called for the others; they are proved all the same.
    func isInterested(inKeysBeginningWith number: UInt64) -> Bool
}

extension TableEntryVisitor {
    /// Always.
    @inlinable
    public func isInterested(inKeysBeginningWith number: UInt64) -> Bool { true }
}

/// Sees nothing: the visitor of a scan that only proves.
public struct NoTableVisitor: TableEntryVisitor, Sendable {
    /// Creates the visitor.
    public init() {}

    /// Does nothing.
    @inlinable
    public mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {}

    /// Does nothing.
    @inlinable
    public mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {}

    /// Never.
    @inlinable
    public func isInterested(inKeysBeginningWith number: UInt64) -> Bool { false }
}
