import Foundation
import SampleStore
import Testing

/// `records`: the log of one partition backup.
@Suite("records")
struct RecordsTests {
    private func run(_ store: Store, _ arguments: String...) async throws -> Ended {
        try await Program.launch(
            ["records", store, "--backup", "\(Store.newest)", "--partition", "1"] as [any Argument] + arguments
        ).run()
    }

    private func positions(_ run: Ended) throws -> [Int64] {
        try JSONValue(run.output).elements.compactMap { $0["position"].number }
    }

    @Test("all records of the copied segments, each once, in the order of their positions")
    func positions() async throws {
        let store = try Store()
        let run = try await run(store)
        #expect(run.status == 0, "\(run.account)")
        let written = store.backup()
        #expect(try positions(run) == Array(written.firstLogPosition...(written.journal?.lastPosition ?? 0)))
        let checkpoint = try JSONValue(run.output).elements.first {
            $0["position"] == .number(written.checkpointPosition)
        }
        #expect(checkpoint?["recordType"] == .text("COMMAND"))
        #expect(checkpoint?["valueType"] == .text("CHECKPOINT"))
        #expect(checkpoint?["intent"] == .text("CREATE"))
        #expect(checkpoint?["index"].number == written.journal?.checkpointIndex)
    }

    @Test("every record has the fields of the exporters, in one order")
    func fields() async throws {
        let shape = Shape.list(
            .object([
                ("index", .number), ("term", .number), ("position", .number), ("sourceRecordPosition", .number),
                ("key", .number), ("timestamp", .number), ("recordType", .text), ("valueType", .text),
                ("intent", .text),
                ("brokerVersion", .text), ("rejection", .orNull(.text)), ("rejectionReason", .orNull(.text)),
                ("protocolVersion", .orNull(.number)), ("recordVersion", .orNull(.number)),
                ("requestId", .orNull(.number)),
                ("requestStreamId", .orNull(.number)), ("requestChannel", .anything),
                ("operationReference", .orNull(.number)), ("batchOperationReference", .orNull(.number)),
                ("authorizationBytes", .orNull(.number)), ("hasAgent", .anything), ("hasRequestTool", .anything),
                ("skipsProcessing", .anything), ("valueBytes", .number),
            ])
        )
        let problems = shape.problems(try JSONValue(try await run(try Store()).output))
        #expect(problems.isEmpty, "\(problems)")
    }

    @Test("positions and a limit choose; both ends are included")
    func filters() async throws {
        let store = try Store()
        let first = store.backup().firstLogPosition
        func positions(_ arguments: String...) async throws -> [Int64] {
            let launch = Program.launch(
                ["records", store, "--backup", "\(Store.newest)", "--partition", "1"] as [any Argument] + arguments
            )
            return try self.positions(try await launch.run())
        }
        #expect(
            try await positions("--from-position", "\(first + 5)", "--to-position", "\(first + 7)") == [
                first + 5, first + 6, first + 7,
            ]
        )
        #expect(try await positions("--limit", "2") == [first, first + 1])
        #expect(try await positions("--from-position", "\(first + 20)", "--limit", "1") == [first + 20])
        #expect(try await positions("--from-position", "999999") == [])
    }

    @Test("the forms: a table, JSON Lines")
    func forms() async throws {
        let store = try Store()
        let count = try positions(try await run(store)).count
        let table = try await run(store, "--format", "table")
        #expect(table.lines.count == count + 1)
        #expect(table.firstLine.contains("position"))
        let lines = try await run(store, "--format", "jsonl")
        #expect(lines.lines.count == count)
        for line in lines.lines { _ = try JSONValue(Array(line.utf8)) }
    }

    @Test(
        "damage in the middle: it is named, no damaged record is shown, and the exit status is 3",
        arguments: [
            JournalFault.payloadBitFlipBeforeCheckpoint, .recordClaims2GiB, .recordFrameByte, .listedSegmentMissing,
            .middleSegmentRemoved, .zeroSegmentInMiddle, .descriptorBitFlip, .earlyTerminator, .entryLengthWrong,
        ]
    )
    func damage(_ fault: JournalFault) async throws {
        let store = try Store(planting: .journal(fault))
        let run = try await run(store)
        #expect(run.status == 3, "\(run.account)")
        let positions = try positions(run)
        let whole = Array(store.backup().firstLogPosition...(store.backup().journal?.lastPosition ?? 0))
        #expect(positions.first == whole.first)
        #expect(positions.count < whole.count)
        #expect(positions == whole.filter(Set(positions).contains), "each once, in order")
        #expect(run.errors.contains("damaged and missing records are not shown"), "\(run.errors)")
        #expect(run.errors.contains("segments/"), "\(run.errors)")
    }

    @Test(
        "a torn tail is no damage: 0, and a word about it",
        arguments: [JournalFault.tornTail, .payloadBitFlipAfterCheckpoint]
    )
    func tornTail(_ fault: JournalFault) async throws {
        let store = try Store(planting: .journal(fault))
        let run = try await run(store)
        #expect(run.status == 0, "\(run.account)")
        #expect(try positions(run).contains(store.backup().checkpointPosition))
        #expect(run.errors.contains("behind the checkpoint"), "\(run.errors)")
    }

    @Test(
        "harmless ends of a log are silent",
        arguments: [JournalFault.garbageAfterTerminator, .zeroSegmentAtEnd, .emptySegmentAtEnd]
    )
    func harmless(_ fault: JournalFault) async throws {
        let run = try await run(try Store(planting: .journal(fault)))
        #expect(run.status == 0, "\(run.account)")
        #expect(run.errors.isEmpty)
    }

    @Test("of several copies one is shown; --member chooses")
    func severalCopies() async throws {
        let store = try Store(SampleStoreSpecification(writesSecondCopy: true))
        let any = try await run(store)
        #expect(any.status == 0, "\(any.account)")
        for member in ["0", "1"] {
            #expect(try await run(store, "--member", member).output == any.output)
        }
    }

    @Test("2 when several backups are named, with one to choose; latest is one")
    func ambiguous() async throws {
        let store = try Store()
        let run = try await Program.run("records", store)
        #expect(run.status == 2)
        #expect(run.errors.contains("--backup \(Store.ids[0]) --partition 1"), "\(run.errors)")
        #expect(try await Program.run("records", store, "--backup", "latest", "--partition", "2").status == 0)
    }

    @Test("3 for a backup whose manifest cannot be read, which is named")
    func unreadable() async throws {
        let store = try Store(planting: .manifest(.cut))
        let run = try await run(store)
        #expect(run.status == 3, "\(run.account)")
        #expect(run.errors.contains("manifest.json"), "\(run.errors)")
    }
}
