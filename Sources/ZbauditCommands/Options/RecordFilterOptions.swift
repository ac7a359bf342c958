internal import ArgumentParser
internal import Verification
internal import ZeebeFormat

/// Which log records `records` shows.
struct RecordFilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("First position.", valueName: "position"))
    var fromPosition: Int64 = 0

    @Option(help: ArgumentHelp("Last position.", valueName: "position"))
    var toPosition: Int64 = .max

    @Option(help: ArgumentHelp("Only the entry with this journal index.", valueName: "index"))
    var index: Int64?

    @Option(help: ArgumentHelp("Written at or after this time, like 2026-04-27T09:00:00Z.", valueName: "time"))
    var from: MomentArgument?

    @Option(help: ArgumentHelp("Written at or before this time.", valueName: "time"))
    var to: MomentArgument?

    @Option(help: ArgumentHelp("Only this value type, like JOB or 0. May be repeated.", valueName: "type"))
    var valueType: [ValueTypeArgument] = []

    @Option(help: ArgumentHelp("Only this intent, like CREATED or 1. May be repeated.", valueName: "intent"))
    var intent: [IntentArgument] = []

    @Option(help: ArgumentHelp("Only EVENT, COMMAND or COMMAND_REJECTION. May be repeated.", valueName: "type"))
    var recordType: [RecordTypeArgument] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Only with this key. May be repeated.", valueName: "key")
    )
    var key: [Int64] = []

    @Option(help: ArgumentHelp("Only of the process instance with this key. May be repeated.", valueName: "key"))
    var processInstance: [Int64] = []

    @Option(
        help: ArgumentHelp("Only with this text in the value, or in why a command was rejected.", valueName: "text")
    )
    var search: String?

    func validate() throws {
        if fromPosition > toPosition { throw ValidationError("--from-position is behind --to-position") }
        if let from, let to, from.moment > to.moment { throw ValidationError("--from is behind --to") }
        if search?.isEmpty == true { throw ValidationError("--search needs a text") }
    }

    /// Whether all records are shown.
    var isEverything: Bool {
        fromPosition == 0 && toPosition == .max && index == nil && !filter.isAboutRecords
    }

    /// The filter as the reading takes it.
    var filter: RecordFilter {
        var filter = RecordFilter()
        filter.positions = fromPosition...toPosition
        if let index { filter.indexes = index...index }
        filter.times = (from?.firstMillisecond ?? .min)...(to?.moment.millisecondsSinceEpoch ?? .max)
        filter.valueTypes = Set(valueType.map(\.value))
        filter.intents = intent.map(\.pattern)
        filter.recordTypes = Set(recordType.map(\.value))
        filter.keys = Set(key)
        filter.processInstances = Set(processInstance)
        filter.text = search.map { TextSearch($0) }
        return filter
    }
}

/// A moment on the command line, in the form of RFC 3339.
struct MomentArgument: ExpressibleByArgument {
    let moment: Timestamp

    init?(argument: String) {
        guard let moment = try? Timestamp(iso8601: argument) else { return nil }
        self.moment = moment
    }

    /// The first whole millisecond that is not before it.
    var firstMillisecond: Int64 {
        moment.millisecondsSinceEpoch + (moment.nanoseconds % 1_000_000 == 0 ? 0 : 1)
    }
}

/// A value type on the command line: Zeebe's name of it, or its number.
struct ValueTypeArgument: ExpressibleByArgument {
    let value: ValueType

    init?(argument: String) {
        if let number = UInt8(argument) {
            value = ValueType(rawValue: number)
        } else if let named = ValueType(name: argument.uppercased()) {
            value = named
        } else {
            return nil
        }
    }
}

/// An intent on the command line: Zeebe's name of it, or its number.
struct IntentArgument: ExpressibleByArgument {
    let pattern: IntentPattern

    init?(argument: String) {
        if let number = UInt8(argument) {
            pattern = .number(number)
        } else {
            let intents = Intent.named(argument.uppercased())
            guard !intents.isEmpty else { return nil }
            pattern = .named(intents)
        }
    }
}

/// A record type on the command line.
struct RecordTypeArgument: ExpressibleByArgument {
    let value: RecordType

    init?(argument: String) {
        guard let value = RecordType.allCases.first(where: { $0.name == argument.uppercased() }) else { return nil }
        self.value = value
    }
}
