internal import SeededRandom

/// The log of one partition while it grows: appends entries to the current segment.
///
/// It knows nothing of backups and files. Whoever appends makes sure before that the entry fits
/// (`hasRoom(for:)`), and stores a full segment before `roll()`.
struct PartitionLog: Sendable {
    /// A command and the entry of its follow-up records.
    struct Round: Sendable {
        /// Position of the command, alone in its entry.
        var commandPosition: Int64
        /// Journal index of the follow-up entry.
        var followUpIndex: Int64
        /// Position of the last follow-up record.
        var lastPosition: Int64
    }

    /// A checkpoint command in the log.
    struct CheckpointPlace: Sendable {
        var position: Int64
        var index: Int64
    }

    /// The segment in use.
    private(set) var segment: JournalSegment

    /// Raft term; 0 before the first leader.
    private(set) var term: Int64 = 0

    /// Index of the next journal record.
    private(set) var nextIndex: Int64 = 1

    /// Position of the next log record.
    private(set) var nextPosition: Int64 = 1

    /// The broker's clock, in milliseconds since 1970 UTC.
    private(set) var now: Int64

    /// How many keys the partition has given out.
    private(set) var keyCounter: Int64 = 0

    /// Journal bytes in all segments before the one in use.
    private(set) var bytesBeforeSegment: Int64 = 0

    /// Position of the first log record in or behind the segment in use.
    private(set) var firstPositionOfSegment: Int64 = 1

    private let specification: SampleStoreSpecification
    private let partition: Int32
    private let entries: RaftEntryWriter
    private let records: LogRecordWriter
    private let values: PayloadValues
    private var random: SplitMix64

    init(_ specification: SampleStoreSpecification, partition: Int32) {
        self.specification = specification
        self.partition = partition
        segment = JournalSegment(size: specification.segmentSize)
        now = specification.baseTime
        entries = RaftEntryWriter(schemaVersion: specification.version.raftEntrySchemaVersion)
        records = LogRecordWriter(version: specification.version)
        values = PayloadValues(payloadBytes: specification.recordPayloadBytes)
        random = SplitMix64(seed: specification.seed, stream: UInt64(UInt32(bitPattern: partition)))
    }

    /// All journal bytes so far.
    var bytes: Int64 { bytesBeforeSegment + Int64(segment.used) }

    /// Whether `count` bytes more fit into the segment in use.
    ///
    /// Every third segment keeps some room, for records that a raft truncation leaves behind its end.
    func hasRoom(for count: Int) -> Bool {
        segment.free - (keepsTruncatedRecords ? specification.entryBound : 0) >= count
    }

    /// The segment in use as it is stored when the log goes on to the next one.
    mutating func seal() {
        if keepsTruncatedRecords { leaveTruncatedRecords() }
        segment.seal()
    }

    /// Goes on to the next segment.
    mutating func roll() {
        bytesBeforeSegment += Int64(segment.used)
        segment.restart(id: segment.id + 1, firstIndex: nextIndex)
        firstPositionOfSegment = nextPosition
    }

    /// Lets the clock go forward to a time.
    mutating func advanceClock(to time: Int64) {
        now = max(now, time)
    }

    /// Begins a term: the leader's initial entry and the configuration.
    mutating func beginTerm() {
        term += 1
        append { log, sink in
            log.entries.putInitial(term: log.term, to: &sink)
            return -1
        }
        append { log, sink in
            log.entries.putConfiguration(
                term: log.term,
                timestamp: log.now,
                members: log.specification.members,
                to: &sink
            )
            return -1
        }
    }

    /// Appends a command, alone in its entry, and returns its position.
    mutating func appendCommand() -> Int64 {
        now += Int64(random.number(in: 0...9))
        let position = nextPosition
        append { log, sink in
            log.putRecords(1, to: &sink) { log, sink, _ in
                log.records.put(
                    .init(position: position, timestamp: log.now, type: .command, subject: .messagePublish),
                    to: &sink
                ) { log.values.putMessage(from: &log.random, to: &$0) }
            }
        }
        return position
    }

    /// Appends the follow-up records of the command at `source`, at least `minimum` of them, in one entry.
    mutating func appendFollowUps(of source: Int64, atLeast minimum: Int = 1) -> Round {
        now += Int64(random.number(in: 0...4))
        keyCounter += 1
        let key = Int64(partition) << 51 | keyCounter
        let first = nextPosition
        let count = random.number(in: min(minimum, specification.recordsPerEntry)...specification.recordsPerEntry)
        append { log, sink in
            log.putRecords(count, to: &sink) { log, sink, ordinal in
                let subject: RecordSubject =
                    ordinal == 0 ? .messagePublished : ordinal < count - 1 ? .variableCreated : .messageExpired
                log.records.put(
                    .init(
                        position: first + Int64(ordinal),
                        sourcePosition: source,
                        key: key,
                        timestamp: log.now,
                        type: .event,
                        subject: subject
                    ),
                    to: &sink
                ) { value in
                    if subject == .variableCreated {
                        log.values.putVariable(scope: key, from: &log.random, to: &value)
                    } else {
                        log.values.putMessage(from: &log.random, to: &value)
                    }
                }
            }
        }
        return Round(commandPosition: source, followUpIndex: nextIndex - 1, lastPosition: nextPosition - 1)
    }

    /// Appends the command that creates a checkpoint, alone in its entry.
    mutating func appendCheckpointCommand(_ value: CheckpointValue) -> CheckpointPlace {
        let place = CheckpointPlace(position: nextPosition, index: nextIndex)
        append { log, sink in
            log.putRecords(1, to: &sink) { log, sink, _ in
                log.records.put(
                    .init(position: place.position, timestamp: log.now, type: .command, subject: .checkpointCreate),
                    to: &sink
                ) { value.put(position: -1, version: log.specification.version, to: &$0) }
            }
        }
        return place
    }

    /// Appends the event that answers a checkpoint command.
    mutating func appendCheckpointCreated(_ value: CheckpointValue, command: Int64) {
        now += 1
        keyCounter += 1
        let key = Int64(partition) << 51 | keyCounter
        let position = nextPosition
        append { log, sink in
            log.putRecords(1, to: &sink) { log, sink, _ in
                log.records.put(
                    .init(
                        position: position,
                        sourcePosition: command,
                        key: key,
                        timestamp: log.now,
                        type: .event,
                        subject: .checkpointCreated
                    ),
                    to: &sink
                ) { value.put(position: command, version: log.specification.version, to: &$0) }
            }
        }
    }

    /// Appends records that a new leader overrides at once, if there is room: their bytes stay behind the end.
    mutating func leaveTruncatedRecords() {
        guard segment.free >= specification.entryBound else { return }
        let mark = segment.mark
        let (index, position, clock, counter) = (nextIndex, nextPosition, now, keyCounter)
        _ = appendFollowUps(of: position - 1)
        segment.truncate(to: mark)
        (nextIndex, nextPosition, now, keyCounter) = (index, position, clock, counter)
    }

    private var keepsTruncatedRecords: Bool { segment.id % 3 == 2 }

    /// Appends a journal record whose raft entry `body` writes; it returns the application sequence number.
    private mutating func append(_ body: (inout PartitionLog, inout ByteSink) -> Int64) {
        let start = segment.beginRecord()
        var sink = ByteSink()
        swap(&sink, &segment.sink)
        let sequenceNumber = body(&self, &sink)
        swap(&sink, &segment.sink)
        segment.endRecord(at: start, index: nextIndex, applicationSequenceNumber: sequenceNumber)
        nextIndex += 1
    }

    /// Writes an application entry of `count` records and returns its sequence number, the lowest position.
    private mutating func putRecords(
        _ count: Int,
        to sink: inout ByteSink,
        record: (inout PartitionLog, inout ByteSink, Int) -> Void
    ) -> Int64 {
        let lowest = nextPosition
        let start = entries.beginApplication(term: term, lowestPosition: lowest, to: &sink)
        for ordinal in 0..<count { record(&self, &sink, ordinal) }
        nextPosition += Int64(count)
        entries.endApplication(at: start, highestPosition: nextPosition - 1, to: &sink)
        return lowest
    }
}
