/// The journal of a written partition backup in memory, with the place of every record.
struct JournalImage: Sendable {
    /// A segment file.
    struct Segment: Sendable {
        let name: String
        let number: Int64
        /// The bytes; nothing is stored until `save`.
        var sink: ByteSink
        /// Whether the file has a descriptor, as a prepared one has not.
        let hasDescriptor: Bool
        /// Where the records end: the offset of the terminator.
        var end: Int
    }

    /// A record.
    struct Record: Sendable {
        /// Ordinal of its segment.
        let segment: Int
        /// Offset of its frame byte.
        let offset: Int
        /// Offset of the byte behind it.
        let end: Int
        let index: Int64
        let isApplication: Bool
        let lowestPosition: Int64
        let highestPosition: Int64
    }

    let site: FaultSite
    var segments: [Segment] = []
    private(set) var records: [Record] = []
    /// Ordinal in `records` of the entry with the checkpoint command.
    let checkpointOrdinal: Int

    /// Offsets in a record, from its frame byte.
    enum Offset {
        static let metadataHeader = 1
        static let checksum = 9
        static let length = 17
        static let dataHeader = 21
        static let index = 29
        static let applicationSequenceNumber = 37
        static let entry = 49
        static let term = 57
        static let entryType = 65
        static let lowestPosition = 74
        static let highestPosition = 82
        static let applicationLength = 90
        static let frames = 94
    }

    init(_ site: FaultSite) throws(SampleStoreError) {
        self.site = site
        let manifest = try site.manifest()
        for name in manifest.names(.segments) {
            guard let number = Self.number(of: name) else { continue }
            let bytes = try SystemFiles.contents(of: "\(site.segmentsDirectory)/\(name)")
            let hasDescriptor = bytes.first == 2 && bytes.count > JournalSegment.descriptorLength
            segments.append(
                Segment(name: name, number: number, sink: ByteSink(bytes), hasDescriptor: hasDescriptor, end: 0)
            )
        }
        segments.sort { $0.number < $1.number }
        for ordinal in segments.indices where segments[ordinal].hasDescriptor {
            let scan = Self.scan(segments[ordinal].sink, segment: ordinal)
            segments[ordinal].end = scan.last?.end ?? JournalSegment.descriptorLength
            records += scan
        }
        let position = manifest.checkpointPosition
        guard let ordinal = records.firstIndex(where: { $0.isApplication && $0.lowestPosition == position }) else {
            throw .unexpectedContent(path: site.segmentsDirectory, reason: "it has no entry at position \(position)")
        }
        checkpointOrdinal = ordinal
    }

    /// The entry with the checkpoint command.
    var checkpoint: Record { records[checkpointOrdinal] }

    /// A record of log records well before the checkpoint: from the middle of the first segment.
    func recordBeforeCheckpoint(
        where condition: (Record) -> Bool = { _ in true }
    ) throws(SampleStoreError) -> Record {
        let candidates = records[..<checkpointOrdinal].dropFirst().filter {
            $0.isApplication && $0.segment == 0 && condition($0)
        }
        guard !candidates.isEmpty else { throw .faultNotApplicable("the first segment has no such record") }
        return candidates[candidates.count / 2]
    }

    /// A segment between the first and that of the checkpoint.
    func middleSegment() throws(SampleStoreError) -> Int {
        let middle = checkpoint.segment / 2
        guard middle > 0 else { throw .faultNotApplicable("three segments up to the checkpoint are needed") }
        return middle
    }

    /// The second segment, which holds records up to the checkpoint too.
    func secondSegment() throws(SampleStoreError) -> Int {
        guard checkpoint.segment > 0 else { throw .faultNotApplicable("two segments up to the checkpoint are needed") }
        return 1
    }

    /// Makes a record's checksum fit again.
    mutating func reseal(_ record: Record) {
        let checksum = segments[record.segment].sink.checksum(of: record.offset + Offset.dataHeader..<record.end)
        segments[record.segment].sink.set(UInt64(checksum), at: record.offset + Offset.checksum)
    }

    /// Makes a descriptor's checksum fit again.
    mutating func resealDescriptor(_ segment: Int) {
        let checksum = segments[segment].sink.checksum(of: 17..<JournalSegment.descriptorLength)
        segments[segment].sink.set(UInt64(checksum), at: 9)
    }

    /// Sets the hint to the last record in a descriptor; the checksum fits.
    mutating func setHint(_ segment: Int, lastIndex: Int64, lastPosition: Int) {
        segments[segment].sink.set(lastIndex, at: 45)
        segments[segment].sink.set(UInt32(lastPosition), at: 53)
        resealDescriptor(segment)
    }

    /// Flips a bit at an offset.
    mutating func flipBit(_ segment: Int, at offset: Int) {
        let byte = segments[segment].sink.number(at: offset, as: UInt8.self)
        segments[segment].sink.set(byte ^ 0x04, at: offset)
    }

    /// Adds to a number in a record; the checksum is made to fit.
    mutating func add(_ number: Int64, to offset: Int, of record: Record) {
        let value = segments[record.segment].sink.number(at: record.offset + offset, as: Int64.self)
        segments[record.segment].sink.set(value + number, at: record.offset + offset)
        reseal(record)
    }

    /// Offsets of the frames of an application entry.
    func frames(of record: Record) -> [Int] {
        var frames: [Int] = []
        var place = record.offset + Offset.frames
        while place < record.end {
            frames.append(place)
            let length = segments[record.segment].sink.number(at: place, as: Int32.self)
            place += (Int(length) + 7) / 8 * 8
        }
        return frames
    }

    /// Stores a segment.
    func save(_ segment: Int) throws(SampleStoreError) {
        try SystemFiles.store(segments[segment].sink.bytes, at: path(segment))
    }

    /// Path of a segment's file.
    func path(_ segment: Int) -> String { "\(site.segmentsDirectory)/\(segments[segment].name)" }

    /// Deletes segments and takes them out of the manifest's list.
    func removeAndUnlist(_ ordinals: Range<Int>) throws(SampleStoreError) {
        let names = Set(segments[ordinals].map(\.name))
        for ordinal in ordinals { try SystemFiles.remove(path(ordinal)) }
        try site.editManifest { manifest throws(SampleStoreError) in
            manifest.removeNames(.segments) { names.contains($0) }
        }
    }

    /// The name that the file after the last one would have.
    var nextName: String {
        guard let last = segments.last, let dash = last.name.lastIndex(of: "-") else { return "" }
        return "\(last.name[..<dash])-\(last.number + 1).log"
    }

    private static func number(of name: String) -> Int64? {
        guard let dash = name.lastIndex(of: "-"), name.hasSuffix(".log") else { return nil }
        return Int64(name[name.index(after: dash)...].dropLast(4))
    }

    private static func scan(_ sink: ByteSink, segment: Int) -> [Record] {
        var records: [Record] = []
        var place = JournalSegment.descriptorLength
        let size = sink.bytes.count
        while place + 66 <= size, sink.number(at: place, as: UInt8.self) == 1 {
            let length = Int(sink.number(at: place + Offset.length, as: Int32.self))
            let end = place + Offset.dataHeader + length
            guard length >= 45, end <= size else { break }
            let isApplication = sink.number(at: place + Offset.entryType, as: UInt8.self) == 0 && length >= 73
            records.append(
                Record(
                    segment: segment,
                    offset: place,
                    end: end,
                    index: sink.number(at: place + Offset.index),
                    isApplication: isApplication,
                    lowestPosition: isApplication ? sink.number(at: place + Offset.lowestPosition) : -1,
                    highestPosition: isApplication ? sink.number(at: place + Offset.highestPosition) : -1
                )
            )
            place = end
        }
        return records
    }
}
