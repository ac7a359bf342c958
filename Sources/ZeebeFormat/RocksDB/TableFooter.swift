/// The last bytes of a table, which say where its indexes are (partition-data §9.5).
public struct TableFooter: Equatable, Sendable {
    /// Offset of the footer in the file; all blocks lie in front of it.
    public let offset: UInt64

    /// Version of the table's format, 0 to 6; Zeebe writes 5.
    public let formatVersion: UInt32

    /// How the blocks are protected.
    public let checksumType: BlockChecksumType

    /// Where the metaindex is.
    public let metaIndex: BlockHandle

    /// Where the index is; `nil` from format version 6 on, where the metaindex says it.
    public let index: BlockHandle?

    /// A number that goes into every checksum, so that a block of another file or place is noticed; 0 for none.
    public let baseContext: UInt32

    /// Bytes of a footer with a format version.
    public static let byteCount = 53

    static let magic: UInt64 = 0x88E2_41B7_85F4_CFF7
    static let legacyMagic: UInt64 = 0xDB47_7524_8B80_FB57
    private static let legacyByteCount = 48
    private static let extendedMagic: UInt32 = 0x007A_003E

    /// Decodes the footer of a table.
    ///
    /// - Parameters:
    ///   - tail: The last bytes of the file, at least `byteCount` of them where the file has as many.
    ///   - fileSize: Size of the whole file in bytes.
    /// - Throws: `RocksDBFault` with the rule `sst-block`; `unsupported` for an intact footer of a newer version.
    public init(tail: RawSpan, fileSize: UInt64) throws(RocksDBFault) {
        let count = tail.byteCount
        guard count >= Self.legacyByteCount, UInt64(count) <= fileSize else {
            throw RocksDBFault(
                .tableBlock,
                at: 0,
                "footer: the file has \(count) bytes, fewer than a footer"
            )
        }
        let magic = tail.littleEndian(UInt64.self, uncheckedAt: count - 8)
        switch magic {
        case Self.magic where count >= Self.byteCount:
            let footer = tail.slice(count - Self.byteCount, count: Self.byteCount)
            try self.init(footer, at: fileSize - UInt64(Self.byteCount))
        case Self.legacyMagic:
            let offset = fileSize - UInt64(Self.legacyByteCount)
            let handles = tail.slice(count - Self.legacyByteCount, count: 40)
            let (metaIndex, index) = try Self.readHandles(handles, at: offset, footerOffset: offset)
            self.init(
                offset: offset,
                formatVersion: 0,
                checksumType: .crc32c,
                metaIndex: metaIndex,
                index: index,
                baseContext: 0
            )
        default:
            throw RocksDBFault(
                .tableBlock,
                at: fileSize - 8,
                "footer: magic number is \(hex(magic)), expected \(hex(Self.magic))"
            )
        }
    }

    private init(
        offset: UInt64,
        formatVersion: UInt32,
        checksumType: BlockChecksumType,
        metaIndex: BlockHandle,
        index: BlockHandle?,
        baseContext: UInt32
    ) {
        self.offset = offset
        self.formatVersion = formatVersion
        self.checksumType = checksumType
        self.metaIndex = metaIndex
        self.index = index
        self.baseContext = baseContext
    }

    private init(_ footer: RawSpan, at offset: UInt64) throws(RocksDBFault) {
        let typeByte = footer.littleEndian(UInt8.self, uncheckedAt: 0)
        guard let checksumType = BlockChecksumType(rawValue: typeByte) else {
            throw RocksDBFault(.tableBlock, at: offset, "footer: checksum type \(typeByte), expected 0 to 4")
        }
        let formatVersion = footer.littleEndian(UInt32.self, uncheckedAt: 41)
        guard formatVersion >= 6 else {
            guard formatVersion >= 1 else {
                throw RocksDBFault(.tableBlock, at: offset + 41, "footer: format version 0 in the form of later ones")
            }
            let (metaIndex, index) = try Self.readHandles(
                footer.slice(1, count: 40),
                at: offset + 1,
                footerOffset: offset
            )
            self.init(
                offset: offset,
                formatVersion: formatVersion,
                checksumType: checksumType,
                metaIndex: metaIndex,
                index: index,
                baseContext: 0
            )
            return
        }
        // A footer of version 5 in which only the version is damaged has no mark here: it is not a newer format.
        guard footer.littleEndian(UInt32.self, uncheckedAt: 1) == Self.extendedMagic else {
            throw RocksDBFault(
                .tableBlock,
                at: offset + 1,
                "footer: format version \(formatVersion) without the mark of version 6 and later"
            )
        }
        let baseContext = footer.littleEndian(UInt32.self, uncheckedAt: 9)
        let stored = footer.littleEndian(UInt32.self, uncheckedAt: 5)
        let computed =
            Self.footerChecksum(footer, checksumType)
            &+ BlockChecksumType.contextModifier(base: baseContext, offset: offset)
        guard stored == computed else {
            throw RocksDBFault(
                .tableBlock,
                at: offset + 5,
                "footer: checksum is \(hex(stored)), its bytes give \(hex(computed))"
            )
        }
        guard formatVersion == 6 else {
            throw RocksDBFault(
                .unsupported,
                at: offset + 41,
                "table format version \(formatVersion); this program knows versions up to 6"
            )
        }
        let metaIndexByteCount = UInt64(footer.littleEndian(UInt32.self, uncheckedAt: 13))
        let behind = metaIndexByteCount + UInt64(BlockHandle.trailerByteCount)
        guard footer.slice(17, count: 24).firstNonZero(from: 0) == nil, behind <= offset else {
            throw RocksDBFault(
                .tableBlock,
                at: offset + 13,
                "footer: a metaindex of \(metaIndexByteCount) bytes in front of byte \(offset), or reserved bytes are set"
            )
        }
        self.init(
            offset: offset,
            formatVersion: formatVersion,
            checksumType: checksumType,
            metaIndex: BlockHandle(offset: offset - behind, byteCount: metaIndexByteCount),
            index: nil,
            baseContext: baseContext
        )
    }

    private static func readHandles(
        _ bytes: RawSpan,
        at offset: UInt64,
        footerOffset: UInt64
    ) throws(RocksDBFault) -> (metaIndex: BlockHandle, index: BlockHandle) {
        var cursor = ByteCursor(bytes)
        let metaIndex: BlockHandle
        let index: BlockHandle
        do throws(FormatError) {
            metaIndex = try BlockHandle(&cursor)
            index = try BlockHandle(&cursor)
        } catch {
            throw RocksDBFault(.tableBlock, at: offset, "footer: \(error.description)")
        }
        if let nonZero = bytes.firstNonZero(from: cursor.offset) {
            throw RocksDBFault(
                .tableBlock,
                at: offset + UInt64(nonZero),
                "footer: a byte other than 0 behind the two handles"
            )
        }
        return (metaIndex, index)
    }

    /// The checksum over a footer of version 6 with its own field set to 0, in the form that blocks use.
    private static func footerChecksum(_ footer: RawSpan, _ type: BlockChecksumType) -> UInt32 {
        var bytes = footer.copied
        for place in 5..<9 { bytes[place] = 0 }
        return unsafe type.value(ofContentAndType: bytes.span.bytes)
    }

    /// What is added to the checksum of the block at `offset`, so that it fits nowhere else.
    func contextModifier(at offset: UInt64) -> UInt32 {
        BlockChecksumType.contextModifier(base: baseContext, offset: offset)
    }
}
