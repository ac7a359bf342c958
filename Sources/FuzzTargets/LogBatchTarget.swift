internal import ZeebeFormat

/// The log records of an entry lie inside it, in order, and everything in them is decoded or refused with its place.
enum LogBatchTarget {
    /// Where the entry could stand in a segment file.
    private static let base: Int64 = 1000

    static func run(_ data: RawSpan) throws(BrokenProperty) {
        // What the entry would say itself, so that the first record gets past the comparison.
        let lowest = data.byteCount >= 24 ? data.littleEndianInt64(at: 16) : 1
        let (headers, fault) = read(data, lowestPosition: lowest)
        var end = 0
        for (place, header) in headers.enumerated() {
            try prove(header, after: end, position: lowest &+ Int64(place), in: data)
            end = header.value.upperBound
        }
        if let fault {
            try require(fault, isInside: data.byteCount, from: base)
        } else {
            try require(data.byteCount - end < 8, "\(data.byteCount - end) bytes behind the last record")
        }
    }

    /// Reads the records up to the first fault.
    private static func read(
        _ data: RawSpan,
        lowestPosition: Int64
    ) -> (headers: [LogEntryHeader], fault: JournalFault?) {
        var headers: [LogEntryHeader] = []
        var reader = LogEntryReader(data, lowestPosition: lowestPosition, at: base, index: 1)
        do throws(JournalFault) {
            while let header = try reader.next() { headers.append(header) }
        } catch {
            return (headers, error)
        }
        return (headers, nil)
    }

    private static func prove(
        _ header: LogEntryHeader,
        after end: Int,
        position: Int64,
        in data: RawSpan
    ) throws(BrokenProperty) {
        try require(header.position == position, "position \(header.position), expected \(position)")
        try require(
            end <= header.metadata.lowerBound && header.metadata.upperBound == header.value.lowerBound
                && header.value.upperBound <= data.byteCount,
            "metadata \(header.metadata) and value \(header.value) of \(data.byteCount) bytes, from \(end) on"
        )
        try proveMetadata(data.copy(header.metadata))
        try proveValue(data.copy(header.value))
    }

    private static func proveMetadata(_ bytes: [UInt8]) throws(BrokenProperty) {
        let metadata: RecordMetadata
        do throws(JournalFault) {
            metadata = try unsafe RecordMetadata.decode(bytes.span.bytes, at: base, index: 1)
        } catch {
            return try require(error, isInside: bytes.count, from: base)
        }
        try requirePrintable("\(metadata.valueType) \(metadata.intent) \(metadata.brokerVersion)")
    }

    private static func proveValue(_ bytes: [UInt8]) throws(BrokenProperty) {
        do throws(FormatError) {
            _ = try unsafe CheckpointRecordValue(bytes.span.bytes)
        } catch {
            try require(error, isInside: bytes.count)
        }
        let walked = try walk(bytes)
        var reader = unsafe MessagePackReader(bytes.span.bytes)
        var skipped: Int?
        do throws(FormatError) {
            try reader.skipValue()
            skipped = reader.offset
        } catch {
            try require(error, isInside: bytes.count)
        }
        try require(walked == skipped, "the value ends at \(walked ?? -1), but \(skipped ?? -1) when it is skipped")
    }

    /// Reads every token, and returns where the value ends; `nil` when it is refused.
    private static func walk(_ bytes: [UInt8]) throws(BrokenProperty) -> Int? {
        var reader = unsafe MessagePackReader(bytes.span.bytes)
        do throws(FormatError) {
            while let token = try reader.nextToken() {
                switch token {
                case .string(let range), .binary(let range), .extension(_, let range):
                    guard range.upperBound <= bytes.count else { return bytes.count + 1 }
                    _ = reader.equals(range, "id")
                default: continue
                }
            }
            return reader.offset
        } catch {
            try require(error, isInside: bytes.count)
            return nil
        }
    }
}

extension RawSpan {
    /// A little-endian number at an offset that the caller has checked.
    func littleEndianInt64(at offset: Int) -> Int64 {
        Int64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Int64.self))
    }
}
