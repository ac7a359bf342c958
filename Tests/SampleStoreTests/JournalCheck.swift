import Checksums
import Foundation

/// A second, compact reading of journal segments, to hold the writer against.
struct JournalCheck {
    /// A log record.
    struct Record {
        var position: Int64
        var type: UInt8
        var valueType: UInt8
        var intent: UInt8
        var isFirstOfEntry: Bool
        var entryIndex: Int64
        var value: Data
    }

    private(set) var problems: [String] = []
    /// What stopped the reading behind the checkpoint, where damage does not matter.
    private(set) var problemsBehindCheckpoint: [String] = []
    private(set) var records: [Record] = []
    private(set) var entryTypes: [UInt8] = []
    private(set) var terms: Set<Int64> = []
    private(set) var firstIndex: Int64?
    private(set) var lastIndex: Int64 = 0
    /// Segments with bytes that are not zero behind the terminator.
    private(set) var segmentsWithLeftOvers = 0
    /// Segments whose descriptor has a hint.
    private(set) var hints = 0
    /// Sizes of the largest value and the largest number of records in one entry.
    private(set) var largestEntry = 0
    private var term: Int64 = 1
    private var highest: Int64?
    private var hasEnded = false

    /// Reads a segment; those of a journal come in the order of their numbers.
    mutating func read(_ data: Data, named name: String, partition: Int32, checkpoint: Int64) {
        let bytes = [UInt8](data)
        let isBehind = records.contains { $0.position == checkpoint }
        guard bytes.contains(where: { $0 != 0 }) else {
            hasEnded = true
            return
        }
        if hasEnded { problems.append("\(name) follows an empty segment") }
        if !name.contains("-partition-\(partition)-") { problems.append("\(name) is of another partition") }
        guard bytes.count > 57, bytes[0] == 2, integer(bytes, 1) == 0x0002_0007_0004_0008,
            integer(bytes, 17) == 0x0002_0007_0003_0020
        else {
            problems.append("\(name) has no descriptor")
            return
        }
        if integer(bytes, 9) != crc(bytes, 17..<57) { problems.append("\(name): descriptor checksum") }
        if "\(integer(bytes, 25))" != name.split(separator: "-").last?.dropLast(4).description {
            problems.append("\(name): descriptor id")
        }
        let first = integer(bytes, 33)
        if let firstIndex, first != lastIndex + 1, firstIndex > 0 { problems.append("\(name) does not follow on") }
        if firstIndex == nil {
            firstIndex = first
            lastIndex = first - 1
        }
        var place = 57
        var offsets: [Int64: Int] = [:]
        while place < bytes.count, bytes[place] != 0 {
            let wasBehind = isBehind || records.contains { $0.position == checkpoint }
            guard let end = readRecord(bytes, at: place, name) else {
                if wasBehind, let problem = problems.popLast() { problemsBehindCheckpoint.append(problem) }
                break
            }
            offsets[lastIndex] = place
            place = end
        }
        if place + 1 < bytes.count, bytes[(place + 1)...].contains(where: { $0 != 0 }) { segmentsWithLeftOvers += 1 }
        let hint = integer(bytes, 45)
        if hint != 0 {
            hints += 1
            if offsets[hint] != Int(integer(bytes, 53) & 0xFFFF_FFFF) { problems.append("\(name): hint") }
        }
    }

    private mutating func readRecord(_ bytes: [UInt8], at place: Int, _ name: String) -> Int? {
        func fail(_ reason: String) -> Int? {
            problems.append("\(name) at \(place): \(reason)")
            return nil
        }
        guard bytes[place] == 1, place + 66 <= bytes.count, integer(bytes, place + 1) == 0x0002_0007_0001_000C,
            integer(bytes, place + 21) == 0x0002_0007_0002_0010
        else { return fail("header") }
        let length = Int(number(bytes, place + 17))
        let end = place + 21 + length
        guard length >= 45, end <= bytes.count, Int(number(bytes, place + 45)) == length - 28 else {
            return fail("length")
        }
        guard integer(bytes, place + 9) == crc(bytes, place + 21..<end) else { return fail("checksum") }
        guard integer(bytes, place + 29) == lastIndex + 1 else { return fail("index") }
        lastIndex += 1
        let sequence = integer(bytes, place + 37)
        let entryTerm = integer(bytes, place + 57)
        if entryTerm < term { problems.append("\(name) at \(place): term falls") }
        term = entryTerm
        terms.insert(term)
        let type = bytes[place + 65]
        entryTypes.append(type)
        switch type {
        case 0: readEntry(bytes, place..<end, sequence: sequence, name)
        case 1, 2: if sequence != -1 { problems.append("\(name) at \(place): sequence number") }
        default: problems.append("\(name) at \(place): entry type")
        }
        return end
    }

    private mutating func readEntry(_ bytes: [UInt8], _ range: Range<Int>, sequence: Int64, _ name: String) {
        let lowest = integer(bytes, range.lowerBound + 74)
        let highestOfEntry = integer(bytes, range.lowerBound + 82)
        var ok = sequence == lowest && (highest.map { lowest == $0 + 1 } ?? true)
        ok = ok && Int(number(bytes, range.lowerBound + 90)) == range.count - 94
        highest = highestOfEntry
        var place = range.lowerBound + 94
        var position = lowest
        var count = 0
        while ok, place < range.upperBound {
            let length = Int(number(bytes, place))
            guard length >= 52, place + length <= range.upperBound else {
                ok = false
                break
            }
            let metadata = Int(number(bytes, place + 48))
            ok = integer(bytes, place + 16) == position && metadata >= 48 && 52 + metadata <= length
            ok = ok && bytes[place + 54] == 200 && bytes[place + 55] == 0
            guard ok else { break }
            records.append(
                Record(
                    position: position,
                    type: bytes[place + 60],
                    valueType: bytes[place + 75],
                    intent: bytes[place + 76],
                    isFirstOfEntry: place == range.lowerBound + 94,
                    entryIndex: lastIndex,
                    value: Data(bytes[place + 52 + metadata..<place + length])
                )
            )
            position += 1
            count += 1
            place += (length + 7) / 8 * 8
        }
        largestEntry = max(largestEntry, count)
        if !ok || position != highestOfEntry + 1 || place != range.upperBound {
            problems.append("\(name) at \(range.lowerBound): entry")
        }
    }

    private func integer(_ bytes: [UInt8], _ place: Int) -> Int64 {
        bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }

    private func number(_ bytes: [UInt8], _ place: Int) -> Int32 {
        Int32(truncatingIfNeeded: bytes[place..<place + 4].reversed().reduce(0) { $0 << 8 | Int64($1) })
    }

    private func crc(_ bytes: [UInt8], _ range: Range<Int>) -> Int64 {
        Int64(CRC32C.checksum(of: bytes.span.bytes.extracting(range)))
    }
}
