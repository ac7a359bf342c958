/// The place of a block in a table: its content, behind which a trailer of five bytes follows (partition-data §9.6).
public struct BlockHandle: Equatable, Hashable, Sendable {
    /// Offset in bytes of the content, from the start of the file.
    public let offset: UInt64

    /// Number of bytes of the content as it is stored.
    public let byteCount: UInt64

    /// Bytes of the trailer: the compression type and a checksum.
    public static let trailerByteCount = 5

    /// Creates a handle.
    public init(offset: UInt64, byteCount: UInt64) {
        self.offset = offset
        self.byteCount = byteCount
    }

    /// Reads a handle: two varints.
    init(_ cursor: inout ByteCursor) throws(FormatError) {
        offset = try cursor.readVarint64()
        byteCount = try cursor.readVarint64()
    }

    /// Returns the offset just past the trailer; `nil` when that is behind `limit`.
    func end(notBehind limit: UInt64) -> UInt64? {
        let (contentEnd, overflows) = offset.addingReportingOverflow(byteCount)
        guard !overflows, contentEnd <= limit, limit - contentEnd >= UInt64(Self.trailerByteCount) else { return nil }
        return contentEnd + UInt64(Self.trailerByteCount)
    }
}

extension BlockHandle: CustomStringConvertible {
    /// Offset and size.
    public var description: String { "(\(offset), \(byteCount))" }
}
