internal import SeededRandom

/// Entries of one content family, in the order of their keys.
///
/// Keys and values are those of a template in which numbers and free text are replaced: tables of gigabytes are made of them.
struct ContentRows: Sendable {
    /// The internal key and the value of the row that `advance` made.
    private(set) var key: [UInt8]
    private(set) var value: [UInt8]

    /// Number of the next row.
    private(set) var next: Int64

    private let family: ContentFamily
    private let partition: Int32
    private let keyPlaces: [Int]
    private let valuePlaces: [Int]
    private let payload: Range<Int>
    private var random: SplitMix64

    /// Creates the rows from a number on.
    init(_ family: ContentFamily, partition: Int32, from first: Int64, random: SplitMix64) {
        self.family = family
        self.partition = family.isSameOnAllPartitions ? 1 : partition
        self.random = random
        next = first
        let template = ContentTemplate(family)
        key = template.key.bytes
        value = template.value.bytes
        keyPlaces = template.keyPlaces
        valuePlaces = template.valuePlaces
        payload = template.payload
    }

    /// Makes the next row.
    mutating func advance(sequence: UInt64, _ kind: EntryKind) {
        let entity = StateKey.entity(family.counter(of: next), of: partition)
        for place in keyPlaces { Self.set(entity, in: &key, at: place) }
        Self.set(Int64(bitPattern: sequence << 8 | kind.rawValue).byteSwapped, in: &key, at: key.count - 8)
        for place in valuePlaces { Self.set(entity, in: &value, at: place) }
        fillPayload()
        next += 1
    }

    private static func set(_ number: Int64, in bytes: inout [UInt8], at place: Int) {
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        raw.storeBytes(of: number.bigEndian, toByteOffset: place, as: Int64.self)
    }

    private mutating func fillPayload() {
        var place = payload.lowerBound
        let end = payload.upperBound
        var random = random
        defer { self.random = random }
        var span = value.mutableSpan
        var raw = unsafe span.mutableBytes
        while place < end {
            raw.storeBytes(of: random.letters().littleEndian, toByteOffset: place, as: UInt64.self)
            place += 8
        }
    }
}
