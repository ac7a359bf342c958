import Cryptography
import ObjectStorage
import ObjectStorageTesting
import Testing

@testable import CloudStorage

@Suite("Azure Blob store", .timeLimit(.minutes(10)))
struct AzureBlobStoreTests {
    @Test("it keeps the rules of every store", arguments: StoreConformance.rules, [("", 5000), ("base/path/", 2)])
    func conforms(rule: StoreConformance.Rule, layout: (prefix: String, pageCount: Int)) async throws {
        let container = FakeContainer(StoreConformance.objects, prefix: layout.prefix, pageCount: layout.pageCount)
        try await rule.check(container.store())
    }

    @Test("it keeps the rules also when every third answer is a failure", arguments: StoreConformance.rules)
    func conformsWithFaults(rule: StoreConformance.Rule) async throws {
        let faults: [FakeContainer.Fault] = [
            .answer(503, [("x-ms-error-code", "ServerBusy")]), .fail(TransportFailure(.closed, "reset")), .cut(100),
        ]
        let container = FakeContainer(StoreConformance.objects, pageCount: 3) { index, _ in
            index % 3 == 2 ? faults[index / 3 % 3] : nil
        }
        try await rule.check(container.store())
    }

    @Test("only GET is ever sent, in one version, to the container alone, and bound to the blob that was opened")
    func readsOnly() async throws {
        let container = FakeContainer(StoreConformance.objects, prefix: "b/", pageCount: 3)
        let transport = container.transport
        let store = container.store(transport)
        for rule in StoreConformance.rules { try await rule.check(store) }
        #expect(transport.requests.count > 50)
        for request in transport.requests {
            #expect(request.method == .get)
            #expect(request.body.isEmpty)
            #expect(request.headers["x-ms-version"] == "2021-12-02")
            #expect(request.path == "/backups" || request.path.hasPrefix("/backups/b/"))
            if request.path == "/backups" {
                #expect(request.query.hasPrefix("restype=container&comp=list&maxresults=5000&prefix=b%2F"))
            } else if request.headers["x-ms-range"]?.hasPrefix("bytes=0-") == false {
                #expect(request.headers["If-Match"] != nil)
            }
        }
        #expect(store.requestCount == Int64(transport.requests.count))
        #expect(store.location.text == "azure://backups/b")
    }

    // MARK: Listings

    private func list(_ container: FakeContainer, _ scope: ListingScope = .tree(nil)) async throws -> [String] {
        var lines: [String] = []
        try await container.store().list(scope) { entry in
            switch entry {
            case .object(let object): lines.append(object.key.text)
            case .directory(let key): lines.append(key.text + "/")
            case .irregular(let path, _): lines.append("!" + path)
            }
        }
        return lines
    }

    @Test("blobs and common beginnings come mixed, in the order of their bytes, on pages of any size", arguments: 1...5)
    func mixedOrder(pageCount: Int) async throws {
        let names = ["a", "a!b", "a/b", "a/c", "a0", "b/c", "c", "d/e/f", "d0"]
        let container = FakeContainer(names.map { ($0, [1]) }, pageCount: pageCount)
        #expect(try await list(container, .level(nil)) == ["a", "a!b", "a/", "a0", "b/", "c", "d/", "d0"])
        #expect(try await list(container) == names)
    }

    @Test("directories of a hierarchical namespace are no blobs")
    func directories() async throws {
        let container = FakeContainer([("a/b/c", [1]), ("d", [])], directories: ["a", "a/b", "e"])
        #expect(try await list(container) == ["a/b/c", "d"])
        #expect(try await list(container, .level(nil)) == ["a/", "d"])
    }

    @Test("a page that is repeated, cut, or does not say what follows is refused or asked for again")
    func brokenPages() async throws {
        let blobs = (10..<30).map { ("a/\($0)", [UInt8(1)]) }
        let transient: [FakeContainer.Fault] = [.noMarker, .halfPage, .cut(200), .answer(500)]
        for fault in transient {
            let once = FakeContainer(blobs, pageCount: 7) { index, _ in index == 1 ? fault : nil }
            #expect(try await list(once).count == 20, "\(fault)")
            let always = FakeContainer(blobs, pageCount: 7) { index, _ in index > 0 ? fault : nil }
            await #expect(throws: StorageError.self, "\(fault)") { try await list(always) }
        }
        for fault in [FakeContainer.Fault.repeatPage, .sameMarker] {
            let container = FakeContainer(blobs, pageCount: 7) { index, _ in index == 1 ? fault : nil }
            await #expect(throws: StorageError.self, "\(fault)") { try await list(container) }
        }
    }

    // MARK: Reading

    private static let small = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }

    @Test("a small blob needs one request, a large one one more for every 16 MiB")
    func requestsOfABlob() async throws {
        let large = (0..<20 << 20).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        let container = FakeContainer([("small", [1, 2, 3]), ("empty", []), ("large", large)])
        let transport = container.transport
        let store = container.store(transport)
        #expect(try await store.readAll(ObjectKey("small"), limit: 100).bytes == [1, 2, 3])
        #expect(try await store.readAll(ObjectKey("empty"), limit: 100).bytes == [])
        #expect(try await store.readAll(ObjectKey("large"), limit: .max).bytes == large)
        let ranges = transport.requests.map { $0.headers["x-ms-range"] }
        #expect(
            ranges == [
                "bytes=0-1048575", "bytes=0-1048575", "bytes=0-1048575", "bytes=1048576-16777215",
                "bytes=16777216-20971519",
            ]
        )
        #expect(transport.requests.allSatisfy { $0.headers["Range"] == nil })
    }

    @Test("one wrong bit in a small blob is noticed by the MD5 that the service keeps, and the blob asked for again")
    func wrongBit() async throws {
        let once = FakeContainer([("a", Self.small)]) { index, _ in index == 0 ? .flip : nil }
        #expect(try await once.store().readAll(ObjectKey("a"), limit: .max).bytes == Self.small)
        let always = FakeContainer([("a", Self.small)]) { _, _ in .flip }
        let error = await #expect(throws: StorageError.self) {
            try await always.store().readAll(ObjectKey("a"), limit: .max)
        }
        #expect(error?.code == .checksumMismatch)
        #expect(error?.message.contains("another MD5") == true)
        let unknown = FakeContainer([("a", Self.small)], keepsMD5: false) { _, _ in .flip }
        #expect(try await unknown.store().readAll(ObjectKey("a"), limit: .max).bytes != Self.small)
    }

    @Test("a small blob whose body is cut is read from its start again")
    func cut() async throws {
        for place in 0..<3 {
            let container = FakeContainer([("a", Self.small)]) { index, _ in index <= place ? .cut(50_000) : nil }
            #expect(try await container.store().readAll(ObjectKey("a"), limit: .max).bytes == Self.small)
        }
    }

    @Test("a blob that is overwritten or deleted meanwhile is noticed")
    func overwritten() async throws {
        let large = (0..<3 << 20).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        for fault in [FakeContainer.Fault.overwrite, .delete] {
            let container = FakeContainer([("large", large)]) { index, _ in index == 1 ? fault : nil }
            let error = await #expect(throws: StorageError.self) {
                try await container.store().readAll(ObjectKey("large"), limit: .max)
            }
            #expect(error?.code == .changedWhileReading, "\(fault)")
        }
    }

    @Test("a signature that is appended to the query is in every request, behind everything else")
    func sharedAccess() async throws {
        let container = FakeContainer([("a", [1])])
        let transport = container.transport
        let signature = try #require(SharedAccessSignature("?sv=2022-11-02&sp=rl&sig=a%2Bb%3D"))
        let store = container.store(transport, authentication: .sharedAccess(signature))
        try await store.list(.tree(nil)) { _ in }
        _ = try await store.readAll(ObjectKey("a"), limit: 1)
        #expect(transport.requests.count == 2)
        #expect(transport.requests[0].query.hasSuffix("&maxresults=5000&sv=2022-11-02&sp=rl&sig=a%2Bb%3D"))
        #expect(transport.requests[1].query == "sv=2022-11-02&sp=rl&sig=a%2Bb%3D")
    }
}
