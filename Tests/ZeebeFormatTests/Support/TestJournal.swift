import ZeebeFormat

/// A journal of several segments, healthy until a test changes it.
struct TestJournal {
    var segments: [SegmentBuilder]
    var expectation: JournalExpectation
    /// Files instead of, or besides, those of `segments`.
    var otherFiles: [(name: String, bytes: [UInt8])] = []

    private var nextIndex: Int64
    private var nextPosition: Int64
    private var term: Int64 = 1

    /// Creates a journal without records.
    init(firstIndex: Int64 = 1, firstPosition: Int64 = 1, number: Int32 = 1) {
        segments = [SegmentBuilder(number: number, firstIndex: firstIndex)]
        nextIndex = firstIndex
        nextPosition = firstPosition
        expectation = JournalExpectation(
            partitionID: 1,
            checkpointID: 77,
            checkpointPosition: 0,
            brokerVersion: "8.8.3"
        )
    }

    /// Three segments; the checkpoint is at position 9 in record 1 of the last one, index 8, with three records behind it.
    static func standard(number: Int32 = 1) -> TestJournal {
        var journal = TestJournal(number: number)
        journal.add(.initial)
        journal.add(.configuration(members: 3))
        journal.addRecords(2)
        journal.addRecords(1)
        journal.roll()
        journal.addRecords(3)
        journal.addRecords(1)
        journal.roll()
        journal.addRecords(1)
        journal.addCheckpoint()
        journal.addRecords(1)
        journal.addRecords(2)
        journal.addRecords(1)
        return journal
    }

    mutating func add(_ content: RaftEntryBuilder.Content) {
        let entry = RaftEntryBuilder(term: term, content: content)
        segments[segments.count - 1].records.append(JournalRecordBuilder(index: nextIndex, entry: entry))
        nextIndex &+= 1
    }

    /// Adds an application entry of so many records.
    mutating func addRecords(_ count: Int) {
        add(
            .application(
                (0..<count).map { LogRecordBuilder(position: nextPosition + Int64($0), key: 2_251_799_813_685_249) }
            )
        )
        nextPosition += Int64(count)
    }

    /// Adds the checkpoint that the expectation names.
    mutating func addCheckpoint() {
        expectation.checkpointPosition = nextPosition
        add(
            .application([
                LogRecordBuilder(
                    position: nextPosition,
                    metadata: .checkpoint,
                    value: LogRecordBuilder.checkpointValue(id: expectation.checkpointID)
                )
            ])
        )
        nextPosition += 1
    }

    /// Goes on in the next segment, as a broker does.
    mutating func roll(number: Int32? = nil) {
        let last = segments.count - 1
        segments[last].hintRecord = segments[last].records.count - 1
        segments.append(SegmentBuilder(number: number ?? segments[last].number + 1, firstIndex: nextIndex))
    }

    var files: [(name: String, bytes: [UInt8])] {
        segments.map { ($0.name, $0.bytes) } + otherFiles
    }

    /// Proves the journal as an audit does.
    func prove() -> JournalContinuity {
        JournalProof.prove(files, expectation)
    }
}

extension TestJournal {
    /// A log record of the journal, to be changed.
    subscript(segment: Int, record: Int, log log: Int) -> LogRecordBuilder {
        get {
            guard case .application(let records) = segments[segment].records[record].entry.content else {
                fatalError("not an application entry")
            }
            return records[log]
        }
        set {
            guard case .application(var records) = segments[segment].records[record].entry.content else {
                fatalError("not an application entry")
            }
            records[log] = newValue
            segments[segment].records[record].entry.content = .application(records)
        }
    }

    /// The log record of the checkpoint of a standard journal.
    var checkpoint: LogRecordBuilder {
        get { self[2, 1, log: 0] }
        set { self[2, 1, log: 0] = newValue }
    }
}
