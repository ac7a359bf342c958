internal import ZeebeFormat

/// A MANIFEST is the same however its bytes arrive; what is accepted keeps its own rules, and no changed bit goes unnoticed.
enum RocksDBManifestTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        var random = InputRandom(bytes)
        let whole = read(bytes, ChosenWindows(random), isWhole: true)
        let pieces = read(bytes, ChosenWindows(random), isWhole: false)
        try require(whole == pieces, "the MANIFEST in pieces is another one: \(whole) and \(pieces)")
        switch whole {
        case .failure(let fault): try require(fault, isInside: bytes.byteCount)
        case .success(let manifest):
            try prove(manifest)
            var changed = bytes.copy(0..<bytes.byteCount)
            let place = Int.random(in: changed.indices, using: &random)
            changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let other = unsafe read(changed.span.bytes, ChosenWindows(random), isWhole: true)
            guard case .failure = other else { throw BrokenProperty("a changed bit in byte \(place) goes unnoticed") }
        }
    }

    private static func read(
        _ bytes: RawSpan,
        _ windows: ChosenWindows,
        isWhole: Bool
    ) -> Result<RocksDBManifest, RocksDBFault> {
        do throws(RocksDBFault) {
            if isWhole { return .success(try ManifestReader.read(bytes)) }
            var windows = windows
            var reader = ManifestReader(fileSize: UInt64(bytes.byteCount))
            while case .bytes(let needed) = reader.demand {
                let start = Int(reader.position)
                let count = windows.size(needed: needed, left: bytes.byteCount - start)
                _ = reader.consume(bytes.extracting(start..<start + count))
            }
            return .success(try reader.finish())
        } catch {
            return .failure(error)
        }
    }

    private static func prove(_ manifest: RocksDBManifest) throws(BrokenProperty) {
        let numbers = manifest.tables.map(\.number)
        try require(zip(numbers, numbers.dropFirst()).allSatisfy(<), "tables are not ascending: \(numbers)")
        for table in manifest.tables {
            try require(table.number < manifest.nextFileNumber ?? 0, "table \(table.number) is not numbered yet")
            try require(manifest.isLive(table.number), "table \(table.number) is not live")
            try require(
                DatabaseFileName(table.fileName) == .table(table.number),
                "the file of table \(table.number) is \(table.fileName)"
            )
            if let sequences = table.sequences {
                try require(sequences.upperBound <= manifest.lastSequence ?? 0, "sequence \(sequences.upperBound)")
            }
        }
        let rules = DatabaseFileRules(manifest: manifest, files: [])
        try requirePrintable(rules.violations)
        try require(
            rules.violations.count { $0.rule == .liveTableMissing } == min(numbers.count, 100),
            "tables that are not there are not all missed"
        )
    }
}

/// A write-ahead log gives the same answer and state however its bytes arrive, and no changed bit goes unnoticed.
enum RocksDBLogTarget {
    private struct Outcome: Equatable {
        var faults: [RocksDBFault]
        var state: StateCollector
        var recordCount: Int
        var position: UInt64
    }

    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        var random = InputRandom(bytes)
        let whole = read(bytes, nil)
        let pieces = read(bytes, ChosenWindows(random))
        try require(whole == pieces, "the log in pieces is another one: \(whole) and \(pieces)")
        for fault in whole.faults { try require(fault, isInside: bytes.byteCount) }
        guard whole.faults.isEmpty else { return }
        try require(whole.position == UInt64(bytes.byteCount), "the log is accepted up to \(whole.position)")
        guard bytes.byteCount > 0 else { return }
        var changed = bytes.copy(0..<bytes.byteCount)
        let place = Int.random(in: changed.indices, using: &random)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        let other = unsafe read(changed.span.bytes, nil)
        try require(!other.faults.isEmpty, "a changed bit in byte \(place) goes unnoticed")
    }

    private static func read(_ bytes: RawSpan, _ windows: ChosenWindows?) -> Outcome {
        var windows = windows
        var check = WriteAheadLogReader(number: 4, fileSize: UInt64(bytes.byteCount), visitor: StateCollector())
        while case .bytes(let needed) = check.demand {
            let start = Int(check.position)
            let left = bytes.byteCount - start
            let count = windows?.size(needed: needed, left: left) ?? left
            _ = check.consume(bytes.extracting(start..<start + count))
        }
        return Outcome(
            faults: check.faults,
            state: check.visitor,
            recordCount: check.recordCount,
            position: check.position
        )
    }
}

/// `CURRENT` is the name in it and a line feed, and nothing else is accepted.
enum CurrentFileTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let file: CurrentFile
        do throws(RocksDBFault) {
            file = try CurrentFile(bytes)
        } catch {
            return try require(error, isInside: bytes.byteCount)
        }
        try require(
            Array("\(file.manifestName)\n".utf8) == bytes.copy(0..<bytes.byteCount),
            "\(file.manifestName) is not all of it"
        )
        try require(
            DatabaseFileName(file.manifestName) == .manifest(file.manifestNumber),
            "\(file.manifestName) is not number \(file.manifestNumber)"
        )
    }
}
