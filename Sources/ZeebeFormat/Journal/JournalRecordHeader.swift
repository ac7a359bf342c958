import Checksums

/// The fixed part of a journal record (partition-data §3.4).
///
/// The record's checksum covers neither the frame byte nor the outer header, so these are compared with the only values
/// that writers write; with that, each single-bit error up to the end of the record is found.
struct JournalRecordHeader {
    /// Bytes in front of what the checksum covers: frame byte, outer header, checksum, length.
    static let prefixByteCount = 21
    /// Bytes of the inner header, index, sequence number and data length.
    static let innerByteCount = 28
    /// Bytes in front of the raft entry in all known schemas.
    static let byteCount = prefixByteCount + innerByteCount

    let checksum: UInt32
    /// Number of bytes that the checksum covers.
    let length: Int

    /// Offset of the next record from the start of this one.
    var recordByteCount: Int { Self.prefixByteCount + length }

    @inline(__always)
    private static func isOuterHeader(_ header: SBEHeader) -> Bool {
        header.packed == 0x0001_0007_0001_000C || header.packed == 0x0002_0007_0001_000C
    }

    @inline(__always)
    private static func isInnerHeader(_ header: SBEHeader) -> Bool {
        header.packed == 0x0001_0007_0002_0010 || header.packed == 0x0002_0007_0002_0010
    }

    /// Reads the 21 bytes in front of a record whose frame byte is not 0.
    ///
    /// - Parameters:
    ///   - bytes: Bytes that hold the prefix at `start`.
    ///   - start: Where the record begins in `bytes`.
    ///   - offset: Where the record begins in the file.
    ///   - remaining: Bytes from the start of the record to the end of the file.
    @inline(__always)
    static func decode(
        _ bytes: RawSpan,
        at start: Int,
        fileOffset offset: Int64,
        remaining: Int64,
        index: Int64
    ) throws(JournalFault) -> JournalRecordHeader {
        let frame = bytes.littleEndian(UInt8.self, uncheckedAt: start)
        guard frame == 1 else {
            throw JournalFault(
                .recordFrame,
                at: offset,
                index: index,
                isIgnoredByZeebe: true,
                "frame byte is \(frame), expected 1 (record) or 0 (end)"
            )
        }
        let header = bytes.sbeHeader(uncheckedAt: start + 1)
        guard isOuterHeader(header) else {
            throw JournalFault(
                .recordHeader,
                at: offset + 1,
                index: index,
                isIgnoredByZeebe: header.isMessage(template: 1, schema: 7) && header.blockLength == 12
                    && header.version > 0,
                "record header is \(header), expected hdr(12,1,7,1) or hdr(12,1,7,2)"
            )
        }
        let checksum = bytes.littleEndian(UInt64.self, uncheckedAt: start + 9)
        guard let checksum = UInt32(exactly: checksum) else {
            throw JournalFault(
                .recordChecksum,
                at: offset + 9,
                index: index,
                "checksum field \(hex(checksum)) has more than 32 bits"
            )
        }
        let length = bytes.littleEndian(Int32.self, uncheckedAt: start + 17)
        guard length >= innerByteCount, Int64(length) <= remaining - Int64(prefixByteCount) else {
            throw JournalFault(
                .recordLength,
                at: offset + 17,
                index: index,
                "record length is \(length), expected \(innerByteCount)…\(remaining - Int64(prefixByteCount))"
            )
        }
        return JournalRecordHeader(checksum: checksum, length: Int(length))
    }

    /// Index and sequence number of a record whose checksum has been proved.
    struct Inner {
        let index: Int64
        let sequenceNumber: Int64
        /// Offset of the raft entry from the start of the record.
        let dataOffset: Int
        let dataByteCount: Int
        /// Whether the schema is newer than this program: only its known prefix was read.
        let isUnsupported: Bool
    }

    /// Whether an inner header is of a schema to come that goes on from the known one.
    ///
    /// Only here can a newer version be told from damage: the checksum covers this header, but not the outer one (§12.3).
    @inline(never)
    private static func isNewerInnerHeader(_ header: SBEHeader) -> Bool {
        header.isMessage(template: 2, schema: 7) && header.version > 2 && header.blockLength >= 16
    }

    /// Reads the 28 bytes behind the prefix, or as many as a newer schema has.
    @inline(__always)
    func decodeInner(
        _ bytes: RawSpan,
        at start: Int,
        fileOffset offset: Int64,
        expectedIndex: Int64
    ) throws(JournalFault) -> Inner {
        let inner = start + Self.prefixByteCount
        let header = bytes.sbeHeader(uncheckedAt: inner)
        let isKnown = Self.isInnerHeader(header)
        guard isKnown || Self.isNewerInnerHeader(header) else {
            throw JournalFault(
                .recordHeader,
                at: offset + Int64(Self.prefixByteCount),
                index: expectedIndex,
                "record data header is \(header), expected hdr(16,2,7,1) or hdr(16,2,7,2)"
            )
        }
        let index = bytes.littleEndian(Int64.self, uncheckedAt: inner + 8)
        // Behind the largest index the expected one wraps around: then no index is right.
        guard index == expectedIndex, index > 0 else {
            throw JournalFault(
                .recordIndex,
                at: offset + 29,
                index: expectedIndex,
                "record index is \(index), expected \(expectedIndex > 0 ? "\(expectedIndex)" : "no record")"
            )
        }
        let lengthOffset = Self.prefixByteCount + SBEHeader.byteCount + (isKnown ? 16 : Int(header.blockLength))
        let dataOffset = lengthOffset + 4
        guard dataOffset <= recordByteCount, dataOffset <= bytes.byteCount - start else {
            throw JournalFault(
                .recordLength,
                at: offset + 17,
                index: index,
                "record length is \(length), too short for the data header \(header)"
            )
        }
        let dataByteCount = Int(bytes.littleEndian(UInt32.self, uncheckedAt: start + lengthOffset))
        guard dataByteCount == recordByteCount - dataOffset else {
            throw JournalFault(
                .recordLength,
                at: offset + Int64(lengthOffset),
                index: index,
                isIgnoredByZeebe: true,
                "data length is \(dataByteCount), expected \(recordByteCount - dataOffset)"
            )
        }
        return Inner(
            index: index,
            sequenceNumber: bytes.littleEndian(Int64.self, uncheckedAt: inner + 16),
            dataOffset: dataOffset,
            dataByteCount: dataByteCount,
            isUnsupported: !isKnown
        )
    }

    /// Proves one whole record on its own, as opening a journal does with the record that a descriptor's hint names.
    ///
    /// - Parameters:
    ///   - bytes: The bytes from the record's frame byte on.
    ///   - index: The index that it must have.
    static func isIntact(_ bytes: RawSpan, index: Int64) -> Bool {
        guard bytes.byteCount >= byteCount else { return false }
        do throws(JournalFault) {
            let header = try decode(
                bytes,
                at: 0,
                fileOffset: 0,
                remaining: Int64(bytes.byteCount),
                index: index
            )
            let covered = bytes.slice(prefixByteCount, count: header.length)
            guard CRC32C.checksum(of: covered) == header.checksum else { return false }
            _ = try header.decodeInner(bytes, at: 0, fileOffset: 0, expectedIndex: index)
            return true
        } catch {
            return false
        }
    }
}
