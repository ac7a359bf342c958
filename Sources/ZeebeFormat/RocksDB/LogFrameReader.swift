import Checksums

/// Sees the records of a MANIFEST or a write-ahead log while they are read.
public protocol LogRecordVisitor {
    /// Called once for each whole record, in the order of the file.
    ///
    /// - Parameters:
    ///   - record: Its bytes, put together from its fragments. Valid during the call only.
    ///   - offset: Offset in bytes of its first fragment's header, from the start of the file.
    /// - Throws: `RocksDBFault` to end the reading.
    mutating func visit(record: RawSpan, at offset: UInt64) throws(RocksDBFault)

    /// Called instead for a record that is too large to be put together; its checksums are right.
    ///
    /// - Parameters:
    ///   - limit: The most bytes that a record of the file may have.
    ///   - offset: As for other records.
    /// - Throws: `RocksDBFault` to end the reading.
    mutating func visitOversizedRecord(limit: Int, at offset: UInt64) throws(RocksDBFault)
}

/// Reads the framing of RocksDB's log files in a single pass, without I/O (partition-data §9.3).
///
/// MANIFEST and write-ahead log have the same form: blocks of 32 KiB, in them fragments with a checksum, of which one or
/// more make a record. The caller hands over windows of the file and asks what is needed next. Reading ends at the end of
/// the file or at the first fault.
public struct LogFrameReader<Visitor: LogRecordVisitor> {
    /// Which of the two kinds of file is read.
    public enum Kind: Sendable {
        /// A MANIFEST: a checkpoint cuts it at the end of a record, so nothing may be left over.
        case manifest
        /// A write-ahead log: zeros behind the last record are space prepared ahead.
        case writeAheadLog

        fileprivate var rule: Rule {
            switch self {
            case .manifest: .rocksDBManifest
            case .writeAheadLog: .writeAheadLog
            }
        }

        /// The largest record that is put together from fragments, in bytes. Edits of Zeebe's MANIFESTs have a few
        /// hundred; a batch has what one command changes, of which Zeebe's limit of a message is 4 MB.
        fileprivate var maximumRecordByteCount: Int {
            switch self {
            case .manifest: 16 * 1024 * 1024
            case .writeAheadLog: 64 * 1024 * 1024
            }
        }
    }

    /// What the reader needs to go on.
    public enum Demand: Equatable, Sendable {
        /// A window from `position` on that holds at least so many bytes; all of them are inside the file.
        case bytes(Int)
        /// Nothing: the reading is complete.
        case nothing
    }

    /// Offset in the file of the next byte that the reader needs.
    public private(set) var position: UInt64 = 0

    /// Number of whole records seen.
    public private(set) var recordCount = 0

    /// The fault at which the reading ended.
    public private(set) var fault: RocksDBFault?

    /// The visitor, with what it collected.
    public private(set) var visitor: Visitor

    private let kind: Kind
    private let fileSize: UInt64
    private let logNumber: UInt32?
    private var isFinished = false
    /// Fragments of a record whose last one has not come yet; none of one that is too large.
    private var pending: [UInt8] = []
    private var pendingOffset: UInt64?
    private var isOversized = false

    /// Creates a reader for a file of `fileSize` bytes.
    ///
    /// - Parameter logNumber: The number in the file's name, of which recyclable records hold the low 32 bits; `nil` to
    ///   compare it with none.
    public init(_ kind: Kind, fileSize: UInt64, logNumber: UInt64? = nil, visitor: Visitor) {
        self.kind = kind
        self.fileSize = fileSize
        self.logNumber = logNumber.map { UInt32(truncatingIfNeeded: $0) }
        self.visitor = visitor
    }

    /// What the reader needs now.
    public var demand: Demand {
        guard !isFinished, position < fileSize else { return .nothing }
        let inBlock = LogFrame.blockByteCount - Int(position % UInt64(LogFrame.blockByteCount))
        return .bytes(Int(min(UInt64(inBlock), fileSize - position)))
    }

    /// Takes what it can from `window`, whose first byte is the one at `position`.
    ///
    /// - Returns: What is needed next; the next window begins at the new `position`.
    public mutating func consume(_ window: RawSpan) -> Demand {
        let base = position
        while case .bytes(let wanted) = demand {
            let start = Int(position - base)
            guard window.byteCount - start >= wanted else { break }
            do throws(RocksDBFault) {
                try readBlock(window.slice(start, count: wanted))
                if position == fileSize { try checkEnd() }
            } catch {
                fault = error
                isFinished = true
            }
        }
        return demand
    }

    /// Reads the rest of one block, or of the file in its last block.
    private mutating func readBlock(_ block: RawSpan) throws(RocksDBFault) {
        let base = position
        var cursor = 0
        while cursor < block.byteCount {
            let offset = base + UInt64(cursor)
            let left = block.byteCount - cursor
            let leftInBlock = LogFrame.blockByteCount - Int(offset % UInt64(LogFrame.blockByteCount))
            if leftInBlock < LogFrame.headerByteCount {
                try checkZeros(block, from: cursor, base: base, "the end of a block of 32 KiB")
                cursor = block.byteCount
                continue
            }
            guard left >= LogFrame.headerByteCount else {
                throw RocksDBFault(kind.rule, at: offset, "the file ends inside a record header, after \(left) bytes")
            }
            let type = block.littleEndian(UInt8.self, uncheckedAt: cursor + 6)
            if type == 0 {
                guard kind == .writeAheadLog else {
                    throw RocksDBFault(
                        kind.rule,
                        at: offset,
                        "a record of type 0: the MANIFEST has no records from here on"
                    )
                }
                try checkZeros(block, from: cursor, base: base, "the space behind the last record")
                cursor = block.byteCount
                continue
            }
            let frame = try LogFrame(block, at: cursor, fileOffset: offset, rule: kind.rule)
            try accept(frame, block.slice(cursor + frame.headerByteCount, count: frame.length), at: offset)
            cursor += frame.headerByteCount + frame.length
        }
        position = base + UInt64(cursor)
    }

    private func checkZeros(
        _ block: RawSpan,
        from cursor: Int,
        base: UInt64,
        _ place: String
    ) throws(RocksDBFault) {
        if let nonZero = block.firstNonZero(from: cursor) {
            throw RocksDBFault(kind.rule, at: base + UInt64(nonZero), "a byte other than 0 in \(place)")
        }
    }

    private mutating func accept(_ frame: LogFrame, _ payload: RawSpan, at offset: UInt64) throws(RocksDBFault) {
        if let logNumber, let found = frame.logNumber, found != logNumber {
            throw RocksDBFault(
                .unsupported,
                at: offset,
                "a record of log \(found) in log \(logNumber): left over in a file that was used again"
            )
        }
        switch frame.position {
        case .full, .first:
            if let pendingOffset {
                throw RocksDBFault(kind.rule, at: offset, "a record begins inside the one at \(pendingOffset)")
            }
            if frame.position == .full {
                recordCount += 1
                try visitor.visit(record: payload, at: offset)
            } else {
                pendingOffset = offset
                append(payload)
            }
        case .middle, .last:
            guard let start = pendingOffset else {
                throw RocksDBFault(kind.rule, at: offset, "a record goes on that did not begin")
            }
            append(payload)
            if frame.position == .last { try finishRecord(at: start) }
        }
    }

    private mutating func append(_ payload: RawSpan) {
        guard !isOversized, pending.count + payload.byteCount <= kind.maximumRecordByteCount else {
            isOversized = true
            pending = []
            return
        }
        unsafe payload.withUnsafeBytes { unsafe pending.append(contentsOf: $0) }
    }

    private mutating func finishRecord(at start: UInt64) throws(RocksDBFault) {
        let record = pending
        let wasOversized = isOversized
        pending = []
        pendingOffset = nil
        isOversized = false
        recordCount += 1
        if wasOversized {
            try visitor.visitOversizedRecord(limit: kind.maximumRecordByteCount, at: start)
        } else {
            try unsafe visitor.visit(record: record.span.bytes, at: start)
        }
    }

    private mutating func checkEnd() throws(RocksDBFault) {
        isFinished = true
        if let pendingOffset {
            throw RocksDBFault(kind.rule, at: pendingOffset, "the file ends inside the record that begins here")
        }
    }
}

/// The header of one fragment.
struct LogFrame {
    /// Which part of a record a fragment is.
    enum Position {
        case full
        case first
        case middle
        case last
    }

    static let blockByteCount = 32768
    static let headerByteCount = 7
    static let recyclableHeaderByteCount = 11

    /// Types by which a write-ahead log says that it is compressed (9), and how large timestamps of keys are.
    private static let settingTypes: ClosedRange<UInt8> = 9...11

    let position: Position
    let length: Int
    let headerByteCount: Int
    /// The low 32 bits of the number of the log that the fragment belongs to; `nil` where it does not say it.
    let logNumber: UInt32?

    /// Reads a header and proves the checksum of the fragment; the caller has checked that seven bytes are there.
    ///
    /// - Throws: `RocksDBFault` with `rule`; in a write-ahead log also `unsupported`, for intact fragments by which RocksDB
    ///   says how the records behind them are to be read.
    init(_ block: RawSpan, at cursor: Int, fileOffset: UInt64, rule: Rule) throws(RocksDBFault) {
        let type = block.littleEndian(UInt8.self, uncheckedAt: cursor + 6)
        let isSetting = rule == .writeAheadLog && Self.settingTypes.contains(type)
        switch type {
        case 1, 5: position = .full
        case 2, 6: position = .first
        case 3, 7: position = .middle
        case 4, 8: position = .last
        case _ where isSetting: position = .full
        default: throw RocksDBFault(rule, at: fileOffset + 6, "record type \(type), expected 1 to 8")
        }
        let isRecyclable = (5...8).contains(type) || type == 11
        headerByteCount = isRecyclable ? Self.recyclableHeaderByteCount : Self.headerByteCount
        length = Int(block.littleEndian(UInt16.self, uncheckedAt: cursor + 4))
        let left = block.byteCount - cursor
        guard headerByteCount + length <= left else {
            throw RocksDBFault(
                rule,
                at: fileOffset,
                "a record fragment of \(headerByteCount + length) bytes, \(left) left in the block or the file"
            )
        }
        logNumber = isRecyclable ? block.littleEndian(UInt32.self, uncheckedAt: cursor + Self.headerByteCount) : nil
        let stored = CRC32C.unmasked(block.littleEndian(UInt32.self, uncheckedAt: cursor))
        let computed = CRC32C.checksum(of: block.slice(cursor + 6, count: headerByteCount - 6 + length))
        guard stored == computed else {
            throw RocksDBFault(
                rule,
                at: fileOffset,
                "record checksum is \(hex(stored)), its \(length) bytes give \(hex(computed))"
            )
        }
        if isSetting {
            throw RocksDBFault(
                .unsupported,
                at: fileOffset,
                "a record of type \(type): the log is compressed, or its keys have timestamps"
            )
        }
    }
}
