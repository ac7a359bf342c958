internal import Checksums

/// Writes right checksums into the bytes of a RocksDB log file, whatever else is wrong with them; see `SegmentRepair`.
public enum RocksDBLogRepair {
    private static let blockByteCount = 32 * 1024

    /// Repairs every fragment that its own length fields lead to.
    public static func repairChecksums(_ file: inout [UInt8]) {
        var offset = 0
        while offset < file.count {
            let left = blockByteCount - offset % blockByteCount
            if left < 7 {
                offset += left
                continue
            }
            guard offset + 7 <= file.count, file[offset + 6] != 0 else { return }
            let length = Int(file[offset + 4]) | Int(file[offset + 5]) << 8
            let end = offset + (5...8 ~= file[offset + 6] ? 11 : 7) + length
            guard end <= min(file.count, offset + left) else { return }
            let checksum = unsafe CRC32C.checksum(of: file.span.bytes.extracting((offset + 6)..<end))
            file.write(CRC32C.masked(checksum), at: offset)
            offset = end
        }
    }
}

/// Writes right checksums into the bytes of a RocksDB table: of the metaindex, the index, and the blocks that these name.
public enum RocksDBTableRepair {
    private static let footerByteCount = 53

    /// Repairs every block that the footer leads to.
    public static func repairChecksums(_ file: inout [UInt8]) {
        guard file.count >= footerByteCount else { return }
        let footer = file.count - footerByteCount
        var handles = Varints(file, in: (footer + 1)..<(footer + 41))
        guard let metaIndex = handles.handle(), let index = handles.handle() else { return }
        for handle in [metaIndex, index] {
            repair(handle, &file, checksumType: file[footer])
            for named in Self.handles(named: handle, in: file) { repair(named, &file, checksumType: file[footer]) }
        }
    }

    private static func repair(_ handle: Range<Int>, _ file: inout [UInt8], checksumType: UInt8) {
        guard handle.upperBound + 5 <= file.count else { return }
        let covered = handle.lowerBound..<handle.upperBound + 1
        let value: UInt32
        switch checksumType {
        case 1: value = unsafe CRC32C.masked(CRC32C.checksum(of: file.span.bytes.extracting(covered)))
        case 2: value = unsafe XXH32.checksum(of: file.span.bytes.extracting(covered))
        case 3: value = unsafe UInt32(truncatingIfNeeded: XXH64.checksum(of: file.span.bytes.extracting(covered)))
        case 4:
            let hash = unsafe XXH3.checksum(of: file.span.bytes.extracting(handle))
            value = UInt32(truncatingIfNeeded: hash) ^ UInt32(file[handle.upperBound]) &* 0x6B90_83D9
        default: value = 0
        }
        file.write(value, at: handle.upperBound + 1)
    }

    /// The blocks that the entries of an index or metaindex name, in either form of entries.
    private static func handles(named block: Range<Int>, in file: [UInt8]) -> [Range<Int>] {
        guard block.upperBound <= file.count else { return [] }
        var found: [Range<Int>] = []
        for hasValueCount in [true, false] {
            var entries = Varints(file, in: block)
            while let shared = entries.next(), let own = entries.next() {
                if hasValueCount, entries.next() == nil { break }
                entries.skip(own)
                guard shared == 0 || hasValueCount, let handle = entries.handle() else { break }
                found.append(handle)
            }
        }
        return found
    }

    /// Reads numbers of variable length.
    private struct Varints {
        private let bytes: [UInt8]
        private var place: Int
        private let end: Int

        init(_ bytes: [UInt8], in range: Range<Int>) {
            self.bytes = bytes
            place = range.lowerBound
            end = range.upperBound
        }

        /// The next number; `nil` for one that is no size of an input.
        mutating func next() -> Int? {
            var value = 0
            for shift in [0, 7, 14] {
                guard place < end else { return nil }
                value |= Int(bytes[place] & 0x7F) << shift
                place += 1
                if bytes[place - 1] < 0x80 { return value }
            }
            return nil
        }

        mutating func skip(_ count: Int) { place += count }

        mutating func handle() -> Range<Int>? {
            guard let offset = next(), let count = next(), offset + count <= bytes.count else { return nil }
            return offset..<offset + count
        }
    }
}

extension [UInt8] {
    fileprivate mutating func write(_ value: UInt32, at place: Int) {
        for index in 0..<4 { self[place + index] = UInt8(truncatingIfNeeded: value >> UInt32(index * 8)) }
    }
}
