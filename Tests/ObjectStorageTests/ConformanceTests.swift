import ObjectStorage
import ObjectStorageTesting
import Testing

@Suite("Store conformance")
struct ConformanceTests {
    /// A store to be tested, with the objects that the rules expect.
    enum Subject: String, CaseIterable, Sendable {
        case localDirectory, inMemory, recording, faultInjecting
    }

    private func withStore(_ subject: Subject, _ body: (any ObjectStore) async throws -> Void) async throws {
        let memory = InMemoryStore(pairs: StoreConformance.objects)
        switch subject {
        case .localDirectory:
            let directory = try TemporaryDirectory()
            for object in StoreConformance.objects { try directory.write(object.key, object.bytes) }
            try await body(LocalDirectory(path: directory.path))
        case .inMemory:
            try await body(memory)
        case .recording:
            try await body(RecordingStore(memory))
        case .faultInjecting:
            let key = try ObjectKey("a/large")
            try await body(FaultInjectingStore(memory, faults: [key: [.slowReads(.milliseconds(1))]]))
        }
    }

    @Test("every store keeps the rules", arguments: Subject.allCases, StoreConformance.rules)
    func conforms(subject: Subject, rule: StoreConformance.Rule) async throws {
        try await withStore(subject) { store in try await rule.check(store) }
    }

    /// A store that breaks its contract in one way.
    struct BrokenStore: ObjectStore {
        enum Way: String, CaseIterable, Sendable {
            case unordered, reportsTwice, ignoresScope, ignoresCancellation, swallowsVisitorError, opensEverything
            case readsShort, flipsBits, throwsPastEnd, alwaysChanged
        }

        let way: Way
        let base = InMemoryStore(pairs: StoreConformance.objects)
        var location: StoreLocation { base.location }

        func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
            var entries: [ListingEntry] = []
            let isTree = if case .tree = scope { true } else { false }
            try await base.list(way == .ignoresScope ? (isTree ? .tree(nil) : .level(nil)) : scope) {
                entries.append($0)
            }
            if way == .unordered { entries.reverse() }
            if way == .reportsTwice { entries = entries.flatMap { [$0, $0] } }
            for entry in entries {
                if way != .ignoresCancellation { try Task.checkCancellation() }
                do {
                    try await visit(entry)
                } catch {
                    if way != .swallowsVisitorError { throw error }
                }
            }
        }

        func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
            do throws(StorageError) {
                return BrokenReader(way: way, base: try await base.open(key))
            } catch {
                guard way == .opensEverything else { throw error }
                return BrokenReader(way: way, base: try await InMemoryStore([key.text: []]).open(key))
            }
        }
    }

    struct BrokenReader: ObjectReader {
        let way: BrokenStore.Way
        let base: any ObjectReader
        var key: ObjectKey { base.key }
        var size: UInt64 { base.size }

        func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
            if way == .throwsPastEnd, offset >= size { throw .shorter(key, than: size, endsAt: offset) }
            let wanted = way == .readsShort ? buffer.count / 2 : buffer.count
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
            let count = try await base.read(at: offset, into: part)
            if way == .flipsBits, count > 0 { buffer[count - 1] ^= 1 }
            return count
        }

        func checkUnchanged() async throws(StorageError) {
            if way == .alwaysChanged { throw .shorter(key, than: size, endsAt: 0) }
        }
    }

    @Test("each way to break the contract breaks a rule", arguments: BrokenStore.Way.allCases)
    func catches(way: BrokenStore.Way) async throws {
        var broken: [String] = []
        for rule in StoreConformance.rules {
            do {
                try await rule.check(BrokenStore(way: way))
            } catch {
                broken.append(rule.description)
            }
        }
        #expect(!broken.isEmpty)
    }
}
