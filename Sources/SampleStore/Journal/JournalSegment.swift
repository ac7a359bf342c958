/// One journal segment in memory: descriptor, records, zeros up to the segment size (partition-data §3.2 to §3.5).
///
/// The only memory of a log that grows with its settings: one segment, however long the log is.
struct JournalSegment: Sendable {
    /// Bytes of the descriptor, schema version 2.
    static let descriptorLength = 57
    /// Bytes of a record before its raft entry.
    static let recordHeaderLength = 49

    /// A place in the segment to go back to.
    struct Mark: Sendable {
        fileprivate let offset: Int
        fileprivate let lastIndex: Int64
        fileprivate let lastRecordOffset: Int
    }

    /// Size of the file in bytes.
    let size: Int

    /// Number of the segment, which is that of its file.
    private(set) var id: Int64 = 0

    /// Journal index of the first record.
    private(set) var firstIndex: Int64 = 1

    /// The bytes; raft entries are written straight into them.
    var sink: ByteSink

    private var lastIndex: Int64 = 0
    private var lastRecordOffset = 0
    private var highWater = 0

    /// Creates the first segment of a journal.
    init(size: Int) {
        self.size = size
        sink = ByteSink(zeros: size)
        restart(id: 1, firstIndex: 1)
    }

    /// Makes this the next, empty segment.
    mutating func restart(id: Int64, firstIndex: Int64) {
        sink.zero(0..<highWater)
        self.id = id
        self.firstIndex = firstIndex
        lastIndex = firstIndex - 1
        lastRecordOffset = 0
        writeDescriptor(lastIndex: 0, lastPosition: 0)
        sink.seek(to: Self.descriptorLength)
        highWater = Self.descriptorLength
    }

    /// Bytes in use, which is the offset of the frame byte of the next record.
    var used: Int { sink.offset }

    /// Bytes left for records.
    var free: Int { size - sink.offset }

    /// The bytes that are not all zero: the file without the zeros at its end.
    var content: ArraySlice<UInt8> { sink.bytes[..<highWater] }

    /// Begins a record; the raft entry goes to `sink` next. Returns the offset of its frame byte.
    mutating func beginRecord() -> Int {
        let start = sink.offset
        sink.seek(to: start + Self.recordHeaderLength)
        return start
    }

    /// Ends the record that begins at `start`.
    ///
    /// In the order of the real writer: inner part, outer header with checksum, a 0 at the next frame byte, and last
    /// the own frame byte (partition-data §3.4).
    mutating func endRecord(at start: Int, index: Int64, applicationSequenceNumber: Int64) {
        let end = sink.offset
        sink.seek(to: start + 21)
        sink.putHeader(block: 16, template: 2, schema: 7, version: 2)
        sink.put(index)
        sink.put(applicationSequenceNumber)
        sink.put(UInt32(end - start - Self.recordHeaderLength))
        sink.seek(to: start + 1)
        sink.putHeader(block: 12, template: 1, schema: 7, version: 2)
        sink.put(UInt64(sink.checksum(of: start + 21..<end)))
        sink.put(Int32(end - start - 21))
        if end < size { sink.set(UInt8(0), at: end) }
        sink.set(UInt8(1), at: start)
        sink.seek(to: end)
        lastIndex = index
        lastRecordOffset = start
        highWater = max(highWater, end)
    }

    /// The place after the last record.
    var mark: Mark {
        Mark(offset: sink.offset, lastIndex: lastIndex, lastRecordOffset: lastRecordOffset)
    }

    /// Cuts off all records behind a place as a raft truncation does: only a frame byte becomes 0, the rest stays.
    mutating func truncate(to mark: Mark) {
        if mark.offset < size { sink.set(UInt8(0), at: mark.offset) }
        sink.seek(to: mark.offset)
        lastIndex = mark.lastIndex
        lastRecordOffset = mark.lastRecordOffset
    }

    /// Writes the hint to the last record into the descriptor, which a journal does when it goes on to the next segment.
    mutating func seal() {
        writeDescriptor(lastIndex: lastIndex, lastPosition: lastRecordOffset)
    }

    private mutating func writeDescriptor(lastIndex: Int64, lastPosition: Int) {
        let offset = sink.offset
        sink.seek(to: 0)
        sink.put(UInt8(2))
        sink.putHeader(block: 8, template: 4, schema: 7, version: 2)
        sink.put(UInt64(0))
        sink.putHeader(block: 32, template: 3, schema: 7, version: 2)
        sink.put(id)
        sink.put(firstIndex)
        sink.put(Int32(size))
        sink.put(lastIndex)
        sink.put(UInt32(lastPosition))
        sink.set(UInt64(sink.checksum(of: 17..<Self.descriptorLength)), at: 9)
        sink.seek(to: offset)
    }
}
