extension RecordMetadata {
    /// The fields of variable length behind a record metadata's block, as places in the metadata.
    ///
    /// A field that the writing release does not have is empty, and so is one that does not fit: metadata of schema
    /// versions whose form is certain have been proved to end with their fields.
    public struct VariableFields: Equatable, Sendable {
        /// Why the command was rejected, as UTF-8.
        public let rejectionReason: Range<Int>
        /// Who is allowed what, as MessagePack (8.3 and later).
        public let authorization: Range<Int>
        /// The agent that made the request (schema 7 and later).
        public let agent: Range<Int>
        /// The tool by which the request was made (schema 10 and later).
        public let requestToolName: Range<Int>

        /// Reads the lengths of the fields from the end of the block on.
        ///
        /// Releases append fields, so that those known stay in front of those unknown.
        @inline(__always)
        init(_ bytes: RawSpan, from blockEnd: Int, version: UInt16) {
            var end = blockEnd
            rejectionReason = Self.field(bytes, &end, isThere: true)
            authorization = Self.field(bytes, &end, isThere: version >= 4)
            agent = Self.field(bytes, &end, isThere: version >= 7)
            requestToolName = Self.field(bytes, &end, isThere: version >= 10)
        }

        @inline(__always)
        private static func field(_ bytes: RawSpan, _ end: inout Int, isThere: Bool) -> Range<Int> {
            let left = bytes.byteCount - end
            guard isThere, left >= 4 else { return end..<end }
            let length = Int(bytes.littleEndian(UInt32.self, uncheckedAt: end))
            guard length <= left - 4 else {
                // Nothing behind it can be found.
                end = bytes.byteCount
                return end..<end
            }
            let start = end + 4
            end = start + length
            return start..<end
        }
    }
}
