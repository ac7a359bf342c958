internal import Checksums

/// Writes the framing of MANIFEST and write-ahead logs: blocks of 32 KiB, in them fragments of records
/// (partition-data §9.3).
struct LogFrameWriter: Sendable {
    private static let blockByteCount = 32 * 1024
    private static let headerByteCount = 7

    private var sink = ByteSink()

    /// The bytes of the file so far.
    var bytes: [UInt8] { Array(sink.written) }

    /// Appends a record, in as many fragments as the blocks ask for.
    mutating func append(_ record: [UInt8]) {
        var done = 0
        repeat {
            var room = Self.blockByteCount - sink.offset % Self.blockByteCount
            if room < Self.headerByteCount {
                sink.putZeros(room)
                room = Self.blockByteCount
            }
            let count = min(record.count - done, room - Self.headerByteCount)
            let isFirst = done == 0
            let isLast = done + count == record.count
            putFragment(record[done..<done + count], type: isFirst ? (isLast ? 1 : 2) : (isLast ? 4 : 3))
            done += count
        } while done < record.count
    }

    private mutating func putFragment(_ content: ArraySlice<UInt8>, type: UInt8) {
        let covered = [type] + content
        sink.put(CRC32C.masked(unsafe CRC32C.checksum(of: covered.span.bytes)))
        sink.put(UInt16(content.count))
        sink.put(covered)
    }

    /// Returns the records of a file that was written here; `nil` where it is not of that form.
    static func records(of bytes: [UInt8]) -> [[UInt8]]? {
        let sink = ByteSink(bytes)
        var records: [[UInt8]] = []
        var open: [UInt8] = []
        var place = 0
        while place < bytes.count {
            let room = blockByteCount - place % blockByteCount
            if room < headerByteCount {
                place += room
                continue
            }
            guard bytes.count - place >= headerByteCount else { return nil }
            let start = place + headerByteCount
            let end = start + Int(sink.number(at: place + 4, as: UInt16.self))
            guard end <= bytes.count else { return nil }
            open += bytes[start..<end]
            if [1, 4].contains(bytes[place + 6]) {
                records.append(open)
                open = []
            }
            place = end
        }
        return open.isEmpty ? records : nil
    }
}
