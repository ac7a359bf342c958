internal import ZeebeFormat

/// The state is the same in whatever order its entries are seen; what cannot be read is said; the rules over it do not trap.
///
/// The input is a row of entries: a byte that chooses column family and kind, one that chooses the key, one with the number
/// of the value's bytes, then these.
enum DatabaseStateTarget {
    private struct Entry {
        var userKey: [UInt8]
        var version: EntryVersion
        var value: [UInt8]
        var isRange: Bool
    }

    private static let families: [UInt64] = [0, 1, 40, 56, 140, 141, 16, .max]
    private static let kinds: [EntryType] = [.value, .value, .value, .deletion, .singleDeletion, .merge, .blobIndex]
    private static let names = [
        "LAST_PROCESSED_EVENT_KEY", "checkpoint", "backup", "latestKey", "migrated-by-version", "elasticsearch",
        "\u{1B}[2J",
    ]

    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        var random = InputRandom(bytes)
        let entries = entries(bytes)
        var forward = StateCollector()
        for entry in entries { visit(entry, &forward) }
        var first = StateCollector()
        var second = StateCollector()
        for entry in entries.shuffled(using: &random) {
            if Bool.random(using: &random) { visit(entry, &first) } else { visit(entry, &second) }
        }
        second.merge(first)
        let state = forward.state()
        try require(state == second.state(), "another order of entries gives another state")
        for problem in state.problems { try requirePrintable(problem.description) }
        let rules = DatabaseStateRules(
            state,
            expectation: DatabaseStateRules.Expectation(
                partitionID: 1,
                checkpointID: random.edgeNumber(),
                checkpointPosition: random.edgeNumber(),
                processedPosition: random.edgeNumber(),
                firstPosition: random.edgeNumber(),
                brokerVersion: Bool.random(using: &random) ? "8.8.0" : "8.2\u{1B}[2J"
            )
        )
        try requirePrintable(rules.violations)
    }

    private static func entries(_ bytes: RawSpan) -> [Entry] {
        var entries: [Entry] = []
        var place = 0
        while bytes.byteCount - place >= 3 {
            let choice = Int(bytes.byte(at: place))
            let name = Int(bytes.byte(at: place + 1))
            let end = min(bytes.byteCount, place + 3 + Int(bytes.byte(at: place + 2)))
            let value = bytes.copy(place + 3..<end)
            let kind = kinds[(choice >> 3) % kinds.count]
            // Every version is there once, as in a database.
            let sequence = UInt64(name) << 20 | UInt64(entries.count)
            entries.append(
                Entry(
                    userKey: key(families[choice & 7], name, value),
                    version: EntryVersion(sequence: sequence, type: kind),
                    value: kind.isDeletion ? [] : value,
                    isRange: choice >> 6 == 3
                )
            )
            place = end
        }
        return entries
    }

    private static func key(_ family: UInt64, _ name: Int, _ value: [UInt8]) -> [UInt8] {
        func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
            (0..<number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        switch name {
        case ..<200:
            let text = Array(names[name % names.count].utf8)
            return bigEndian(family) + bigEndian(UInt32(text.count)) + text
        case ..<230: return bigEndian(family) + bigEndian(UInt64(name))
        default: return Array((bigEndian(family) + value).prefix(name - 230))
        }
    }

    private static func visit(_ entry: Entry, _ collector: inout StateCollector) {
        if entry.isRange {
            unsafe collector.visitRangeDeletion(
                from: entry.userKey.span.bytes,
                to: entry.value.span.bytes,
                sequence: entry.version.sequence
            )
        } else {
            unsafe collector.visit(entry.userKey.span.bytes, version: entry.version, value: entry.value.span.bytes)
        }
    }
}
