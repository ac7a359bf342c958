import Checksums

/// The header of a journal segment file (partition-data §3.3).
public struct SegmentDescriptor: Equatable, Sendable {
    /// The descriptor's own format: 2 since 8.0, 1 before.
    public let version: UInt8

    /// Version of the journal schema, 1 (8.0–8.2) or 2 (8.3 and later); newer ones are `isUnsupported`.
    public let schemaVersion: UInt16

    /// Number of bytes of the descriptor; the first record starts there.
    public let byteCount: Int

    /// The segment's id, equal to the number in its file name.
    public let id: Int64

    /// Journal index of the first record.
    public let firstIndex: Int64

    /// Size that the file was created with, in bytes.
    public let maxSegmentSize: Int32

    /// Index of a late record of the segment, written when the journal rolled on; `nil` when unknown.
    public let lastIndex: Int64?

    /// Offset in bytes of the record `lastIndex`; `nil` when unknown.
    public let lastPosition: Int64?

    /// Whether the schema is newer than this program: only its known prefix was read.
    public let isUnsupported: Bool

    /// The record that the descriptor names, by index and offset in bytes; `nil` when one of the two is unknown.
    public var hint: (index: Int64, offset: Int64)? {
        guard let lastIndex, let lastPosition else { return nil }
        return (lastIndex, lastPosition)
    }

    /// The largest descriptor that is read, for schemas to come.
    static let maximumByteCount = 256

    private static let metadataHeaders = (1...2).map {
        SBEHeader(blockLength: 8, template: 4, schema: 7, version: $0)
    }

    /// What the first bytes of a segment file are.
    public enum Form: Equatable, Sendable {
        /// A descriptor.
        case descriptor(SegmentDescriptor)
        /// The version byte is 0: prepared ahead if the whole file is zeros, else damaged (partition-data §3.6).
        case uninitialised
    }

    /// Decodes the descriptor at the start of a segment file.
    ///
    /// - Parameters:
    ///   - bytes: The first bytes of the file, `maximumByteCount` of them where the file has as many.
    ///   - fileSize: Size of the whole file in bytes, not 0.
    /// - Throws: `JournalFault` with one of the `desc-*` rules.
    public static func decode(_ bytes: RawSpan, fileSize: Int64) throws(JournalFault) -> Form {
        guard bytes.byteCount > 0 else {
            throw JournalFault(.descriptorHeader, at: 0, "the file has no bytes to read")
        }
        let version = bytes.littleEndian(UInt8.self, uncheckedAt: 0)
        switch version {
        case 0: return .uninitialised
        case 1: return .descriptor(try decodeVersion1(bytes))
        case 2: return .descriptor(try decodeVersion2(bytes))
        default:
            throw JournalFault(.descriptorVersion, at: 0, "descriptor version byte is \(version), expected 2")
        }
    }

    private static func decodeVersion2(_ bytes: RawSpan) throws(JournalFault) -> SegmentDescriptor {
        guard bytes.byteCount >= 25 else {
            throw JournalFault(
                .descriptorHeader,
                at: 0,
                "the file ends inside its descriptor, after \(bytes.byteCount) bytes"
            )
        }
        // No checksum covers this header: an unknown value is damage, not a newer format (§12.3).
        let outer = bytes.sbeHeader(uncheckedAt: 1)
        guard metadataHeaders.contains(outer) else {
            throw JournalFault(
                .descriptorHeader,
                at: 1,
                isIgnoredByZeebe: outer.isMessage(template: 4, schema: 7) && outer.blockLength == 8
                    && outer.version > 0,
                "metadata header is \(outer), expected hdr(8,4,7,1) or hdr(8,4,7,2)"
            )
        }
        let inner = bytes.sbeHeader(uncheckedAt: 17)
        let byteCount = 25 + Int(inner.blockLength)
        guard inner.isMessage(template: 3, schema: 7), inner.blockLength >= 20, byteCount <= maximumByteCount else {
            throw JournalFault(
                .descriptorHeader,
                at: 17,
                "descriptor header is \(inner), expected hdr(20,3,7,1) or hdr(32,3,7,2)"
            )
        }
        guard bytes.byteCount >= byteCount else {
            throw JournalFault(
                .descriptorHeader,
                at: 0,
                "the file ends inside its descriptor, after \(bytes.byteCount) bytes"
            )
        }
        let stored = bytes.littleEndian(UInt64.self, uncheckedAt: 9)
        let computed = CRC32C.checksum(of: bytes.slice(17, count: byteCount - 17))
        guard stored == UInt64(computed) else {
            throw JournalFault(
                .descriptorChecksum,
                at: 9,
                "descriptor checksum is \(hex(stored)), its bytes give \(hex(computed))"
            )
        }
        let isKnown =
            (inner.version == 1 && inner.blockLength == 20) || (inner.version == 2 && inner.blockLength == 32)
        guard isKnown ? inner.version == outer.version : inner.version > 2 && inner.blockLength >= 32 else {
            throw JournalFault(
                .descriptorHeader,
                at: 17,
                isIgnoredByZeebe: isKnown,
                "descriptor header is \(inner) behind metadata header \(outer)"
            )
        }
        let hasHint = inner.blockLength >= 32
        let lastIndex = hasHint ? bytes.littleEndian(UInt64.self, uncheckedAt: 45) : 0
        let lastPosition = hasHint ? bytes.littleEndian(UInt32.self, uncheckedAt: 53) : 0
        let descriptor = SegmentDescriptor(
            version: 2,
            schemaVersion: inner.version,
            byteCount: byteCount,
            id: bytes.littleEndian(Int64.self, uncheckedAt: 25),
            firstIndex: bytes.littleEndian(Int64.self, uncheckedAt: 33),
            maxSegmentSize: bytes.littleEndian(Int32.self, uncheckedAt: 41),
            lastIndex: lastIndex == 0 || lastIndex == UInt64.max ? nil : Int64(truncatingIfNeeded: lastIndex),
            lastPosition: lastPosition == 0 || lastPosition == UInt32.max ? nil : Int64(lastPosition),
            isUnsupported: !isKnown
        )
        try descriptor.checkValues(at: 25)
        return descriptor
    }

    /// The form before 8.0: no metadata header and no checksum.
    private static func decodeVersion1(_ bytes: RawSpan) throws(JournalFault) -> SegmentDescriptor {
        guard bytes.byteCount >= 29 else {
            throw JournalFault(
                .descriptorHeader,
                at: 0,
                "the file ends inside its descriptor, after \(bytes.byteCount) bytes"
            )
        }
        let header = bytes.sbeHeader(uncheckedAt: 1)
        guard header == SBEHeader(blockLength: 20, template: 3, schema: 7, version: 1) else {
            throw JournalFault(.descriptorHeader, at: 1, "descriptor header is \(header), expected hdr(20,3,7,1)")
        }
        let descriptor = SegmentDescriptor(
            version: 1,
            schemaVersion: 1,
            byteCount: 29,
            id: bytes.littleEndian(Int64.self, uncheckedAt: 9),
            firstIndex: bytes.littleEndian(Int64.self, uncheckedAt: 17),
            maxSegmentSize: bytes.littleEndian(Int32.self, uncheckedAt: 25),
            lastIndex: nil,
            lastPosition: nil,
            isUnsupported: false
        )
        try descriptor.checkValues(at: 9)
        return descriptor
    }

    private func checkValues(at offset: Int64) throws(JournalFault) {
        guard id >= 1, firstIndex >= 1, maxSegmentSize > 0 else {
            throw JournalFault(
                .descriptorValue,
                at: offset,
                "segment id \(id), first index \(firstIndex) and size \(maxSegmentSize) must all be positive"
            )
        }
    }
}
