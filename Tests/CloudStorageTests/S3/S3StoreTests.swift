import Cryptography
import ObjectStorage
import ObjectStorageTesting
import Testing

@testable import CloudStorage

@Suite("S3 store")
struct S3StoreTests {
    @Test(
        "it keeps the rules of every store",
        .timeLimit(.minutes(10)),
        arguments: StoreConformance.rules,
        [("", 1000), ("base/path/", 2)]
    )
    func conforms(rule: StoreConformance.Rule, layout: (prefix: String, pageCount: Int)) async throws {
        let bucket = FakeBucket(pairs: StoreConformance.objects, prefix: layout.prefix, pageCount: layout.pageCount)
        try await rule.check(bucket.store())
    }

    @Test("it keeps the rules also when every third answer is a failure", arguments: StoreConformance.rules)
    func conformsWithFaults(rule: StoreConformance.Rule) async throws {
        let bucket = FakeBucket(pairs: StoreConformance.objects, pageCount: 3) { index, _ in
            index % 3 == 2 ? [.answer(503), .fail(TransportFailure(.closed, "reset")), .cut(100)][index / 3 % 3] : nil
        }
        try await rule.check(bucket.store())
    }

    @Test("only GET is ever sent, to the bucket alone")
    func readsOnly() async throws {
        let bucket = FakeBucket(pairs: StoreConformance.objects, prefix: "b/", pageCount: 3)
        let transport = bucket.transport
        let store = bucket.store(transport)
        for rule in StoreConformance.rules { try await rule.check(store) }
        #expect(transport.requests.count > 50)
        for request in transport.requests {
            #expect(request.method == .get)
            #expect(request.body.isEmpty)
            #expect(request.path == "/bucket" || request.path.hasPrefix("/bucket/b/"))
            if request.path == "/bucket" { #expect(request.query.contains("prefix=b%2F")) }
        }
        #expect(store.requestCount == Int64(transport.requests.count))
    }

    @Test("a small object needs one request, a large one one more for every 16 MiB")
    func requestsOfAnObject() async throws {
        let large = (0..<40 << 20).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        let bucket = FakeBucket(["small": [1, 2, 3], "empty": [], "large": large])
        let transport = bucket.transport
        let store = bucket.store(transport)
        #expect(try await store.readAll(ObjectKey("small"), limit: 100).bytes == [1, 2, 3])
        #expect(transport.requests.count == 1)
        #expect(try await store.readAll(ObjectKey("empty"), limit: 100).bytes == [])
        #expect(transport.requests.count == 2)
        #expect(try await store.readAll(ObjectKey("large"), limit: .max).bytes == large)
        let ranges = transport.requests.dropFirst(2).map { $0.headers["Range"] }
        #expect(
            ranges == [
                "bytes=0-1048575", "bytes=1048576-16777215", "bytes=16777216-33554431", "bytes=33554432-41943039",
            ]
        )
        #expect(transport.requests.dropFirst(3).allSatisfy { $0.headers["If-Match"] != nil })
    }

    @Test("keys that cannot be keys are irregular, markers of directories are left out")
    func oddKeys() async throws {
        let bucket = FakeBucket([
            "/a": [1], "a//b": [1], "a/./c": [1], "a/": [], "a/d/": [], "a/e": [1], "f/": [1], "a/../g": [1],
        ])
        var lines: [String] = []
        try await bucket.store().list(.tree(nil)) { lines.append("\($0)") }
        let irregular = lines.filter { $0.contains("irregular") }
        #expect(irregular.count == 5)
        #expect(irregular.allSatisfy { $0.contains("invalidName") })
        #expect(lines.count == 6)
    }

    @Test("the customer's key goes with objects, never with lists")
    func customerKey() async throws {
        let bucket = FakeBucket(["a": [1]])
        let transport = bucket.transport
        let store = bucket.store(transport, customerKey: SSECustomerKey(Secret((0..<32).map { UInt8($0) })))
        _ = try await store.readAll(ObjectKey("a"), limit: 10)
        try await store.list(.tree(nil)) { _ in }
        let prefix = "x-amz-server-side-encryption-customer-"
        let object = try #require(transport.requests.first)
        #expect(object.headers[prefix + "algorithm"] == "AES256")
        #expect(object.headers[prefix + "key"] == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        #expect(
            object.headers[prefix + "key-MD5"] == "tP+cI8SrXVogK3khoXUqwA=="
                || object.headers[prefix + "key-MD5"] != nil
        )
        #expect(transport.requests.last?.headers[prefix + "key"] == nil)
    }

    @Test("the customer's key is never sent without TLS, to this machine neither")
    func customerKeyInTheClear() async throws {
        let bucket = FakeBucket(["a": [1]])
        let transport = bucket.transport
        let key = SSECustomerKey(Secret([UInt8](repeating: 7, count: 32)))
        let store = bucket.store(transport, customerKey: key, endpoint: "http://127.0.0.1:9000")
        await #expect(throws: StorageError.self) { try await store.open(ObjectKey("a")) }
        #expect(transport.requests.isEmpty)
    }

    @Test("the region that the service names is taken, once")
    func region() async throws {
        let bucket = FakeBucket(["a": [1]]) { index, _ in
            index == 0
                ? .answer(
                    301,
                    [("x-amz-bucket-region", "eu-central-1")],
                    "<Error><Code>PermanentRedirect</Code></Error>"
                )
                : nil
        }
        #expect(try await bucket.store().readAll(ObjectKey("a"), limit: 10).bytes == [1])
        let other = FakeBucket(["a": [1]]) { _, _ in
            .answer(301, [("x-amz-bucket-region", "../x")], "<Error><Code>PermanentRedirect</Code></Error>")
        }
        let transport = other.transport
        let store = other.store(transport)
        await #expect(throws: StorageError.self) { try await store.open(ObjectKey("a")) }
        #expect(transport.requests.count == 1)
    }
}
