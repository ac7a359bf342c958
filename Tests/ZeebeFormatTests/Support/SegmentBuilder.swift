import Checksums

/// Bytes of one raft entry (partition-data §4).
struct RaftEntryBuilder {
    enum Content {
        case application([LogRecordBuilder])
        case configuration(members: Int)
        case initial
    }

    var term: Int64 = 1
    var content: Content
    var version: UInt16 = 4
    /// Replaces the position range that the records give.
    var positions: (lowest: Int64, highest: Int64)?
    /// Changes the finished entry.
    var edit: ByteEdit = { _ in }

    var lowestPosition: Int64? {
        guard case .application(let records) = content else { return nil }
        return positions?.lowest ?? records.first?.position
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(header: 9, 1, 8, version)
        bytes.append(little: term)
        switch content {
        case .application(let records):
            bytes.append(0)
            bytes.append(header: 16, 2, 8, version)
            bytes.append(little: lowestPosition ?? 0)
            bytes.append(little: positions?.highest ?? records.last?.position ?? 0)
            let data = records.flatMap(\.bytes)
            bytes.append(little: UInt32(data.count))
            bytes += data
        case .configuration(let members):
            bytes.append(1)
            bytes.append(header: 8, 4, 8, version)
            bytes.append(little: UInt64(1_700_000_000_000))
            appendGroup(members, to: &bytes)
            if version >= 2 { appendGroup(0, to: &bytes) }
        case .initial:
            bytes.append(2)
        }
        edit(&bytes)
        return bytes
    }

    private func appendGroup(_ members: Int, to bytes: inout [UInt8]) {
        bytes.append(little: UInt16(9))
        bytes.append(UInt8(members))
        for member in 0..<members {
            let id = Array(String(member).utf8)
            bytes.append(3)
            bytes.append(little: Int64(1_700_000_000_000))
            bytes.append(little: UInt32(id.count))
            bytes += id
        }
    }
}

/// Bytes of one journal record, with a valid checksum unless told otherwise (partition-data §3.4).
struct JournalRecordBuilder {
    var index: Int64
    /// -1 or the entry's lowest position unless told otherwise.
    var sequenceNumber: Int64?
    var entry: RaftEntryBuilder
    var outerVersion: UInt16 = 2
    var innerVersion: UInt16 = 2
    /// Changes the whole record before its checksum is computed: the checksum stays valid.
    var editBeforeSealing: ByteEdit = { _ in }
    /// Changes the whole record afterwards.
    var editAfterSealing: ByteEdit = { _ in }

    var bytes: [UInt8] {
        let data = entry.bytes
        var bytes: [UInt8] = [1]
        bytes.append(header: 12, 1, 7, outerVersion)
        bytes.append(little: UInt64(0))
        bytes.append(little: Int32(28 + data.count))
        bytes.append(header: 16, 2, 7, innerVersion)
        bytes.append(little: index)
        bytes.append(little: sequenceNumber ?? entry.lowestPosition ?? -1)
        bytes.append(little: UInt32(data.count))
        bytes += data
        editBeforeSealing(&bytes)
        bytes.set(little: UInt64(CRC32C.checksum(of: Array(bytes[21...]).span.bytes)), at: 9)
        editAfterSealing(&bytes)
        return bytes
    }
}

/// Bytes of one journal segment file (partition-data §3).
struct SegmentBuilder {
    /// The forms that descriptors have had.
    enum Form: CaseIterable {
        /// Before 8.0: 29 bytes, without checksum.
        case version1
        /// 8.0 to 8.2: 45 bytes.
        case schema1
        /// From 8.3 on: 57 bytes, with a hint at the last record.
        case schema2
    }

    var form = Form.schema2
    /// Number in the file name, and the descriptor's id unless told otherwise.
    var number: Int32
    var id: Int64?
    var firstIndex: Int64
    var maxSegmentSize: Int32 = 8192
    /// The record that the descriptor's hint names; the two fields can be set to something else.
    var hintRecord: Int?
    var records: [JournalRecordBuilder] = []
    /// What follows the last record: a terminator and left-overs; zeros up to the size when empty.
    var rest: [UInt8] = []
    /// Size of the file; shorter than the records cuts them.
    var byteCount: Int? = 8192
    var editDescriptorBeforeSealing: ByteEdit = { _ in }
    var editDescriptorAfterSealing: ByteEdit = { _ in }

    init(number: Int32, firstIndex: Int64) {
        self.number = number
        self.firstIndex = firstIndex
    }

    var name: String { "raft-partition-partition-1-\(number).log" }

    private var statedLastIndex: UInt64?
    private var statedLastPosition: UInt32?

    var lastIndex: UInt64 {
        get { statedLastIndex ?? hintRecord.map { UInt64(bitPattern: records[$0].index) } ?? 0 }
        set { statedLastIndex = newValue }
    }

    var lastPosition: UInt32 {
        get { statedLastPosition ?? hintRecord.map { UInt32(offset(ofRecord: $0)) } ?? 0 }
        set { statedLastPosition = newValue }
    }

    var descriptor: [UInt8] { descriptor(lastIndex: lastIndex, lastPosition: lastPosition) }

    private func descriptor(lastIndex: UInt64, lastPosition: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        if form == .version1 {
            bytes.append(1)
            bytes.append(header: 20, 3, 7, 1)
        } else {
            let version: UInt16 = form == .schema1 ? 1 : 2
            bytes.append(2)
            bytes.append(header: 8, 4, 7, version)
            bytes.append(little: UInt64(0))
            bytes.append(header: form == .schema1 ? 20 : 32, 3, 7, version)
        }
        bytes.append(little: id ?? Int64(number))
        bytes.append(little: firstIndex)
        bytes.append(little: maxSegmentSize)
        if form == .schema2 {
            bytes.append(little: lastIndex)
            bytes.append(little: lastPosition)
        }
        editDescriptorBeforeSealing(&bytes)
        if form != .version1 {
            bytes.set(little: UInt64(CRC32C.checksum(of: Array(bytes[17...]).span.bytes)), at: 9)
        }
        editDescriptorAfterSealing(&bytes)
        return bytes
    }

    var bytes: [UInt8] {
        var bytes = descriptor + records.flatMap(\.bytes) + rest
        if let byteCount {
            if bytes.count > byteCount { bytes.removeSubrange(byteCount...) }
            bytes += [UInt8](repeating: 0, count: byteCount - bytes.count)
        }
        return bytes
    }

    /// Offset of a record in the file; of the end of the data for the number of records.
    func offset(ofRecord record: Int) -> Int {
        descriptor(lastIndex: 0, lastPosition: 0).count + records[..<record].reduce(0) { $0 + $1.bytes.count }
    }
}
