import ObjectStorage
import ObjectStorageTesting
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Google Cloud Storage")
struct GoogleCloudStoreTests {

    @Test(
        "it keeps the rules of every store",
        .timeLimit(.minutes(10)),
        arguments: StoreConformance.rules,
        [("", 1000), ("base/path/", 2)]
    )
    func conforms(rule: StoreConformance.Rule, layout: (prefix: String, pageCount: Int)) async throws {
        let bucket = FakeGoogleBucket(
            pairs: StoreConformance.objects,
            prefix: layout.prefix,
            pageCount: layout.pageCount
        )
        try await rule.check(bucket.store())
    }

    @Test("it keeps the rules also when every third answer is a failure", arguments: StoreConformance.rules)
    func conformsWithFaults(rule: StoreConformance.Rule) async throws {
        let bucket = FakeGoogleBucket(pairs: StoreConformance.objects, pageCount: 3) { index, _ in
            index % 3 == 2
                ? [.answer(503), .fail(TransportFailure(.closed, "x")), .cut(100)][index / 3 % 3] : nil
        }
        try await rule.check(bucket.store())
    }

    @Test("only GET is ever sent, to the bucket alone, and an object's name is one part of the path")
    func readsOnly() async throws {
        let bucket = FakeGoogleBucket(pairs: StoreConformance.objects, prefix: "b/", pageCount: 3)
        let transport = bucket.transport
        let store = bucket.store(transport)
        for rule in StoreConformance.rules { try await rule.check(store) }
        #expect(transport.requests.count > 70)
        for request in transport.requests {
            #expect(request.method == .get)
            #expect(request.body.isEmpty)
            let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
            #expect(parts.prefix(6) == ["", "storage", "v1", "b", "bucket", "o"])
            #expect(
                parts.count == 6
                    ? request.query.contains("prefix=b%2F") : parts.count == 7 && parts[6].hasPrefix("b%2F")
            )
        }
        #expect(store.requestCount == Int64(transport.requests.count))
    }

    @Test("requests behind the first are bound to the generation that was opened")
    func generation() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 8) }
        let bucket = FakeGoogleBucket(["large": bytes])
        let transport = bucket.transport
        #expect(try await bucket.store(transport).readAll(ObjectKey("large"), limit: .max).bytes == bytes)
        #expect(transport.requests.map { $0.query.contains("ifGenerationMatch=1") } == [false, true])
    }

    @Test(
        "an address with or without the API's path names the same service",
        arguments: ["", "/", "/storage/v1", "/storage/v1/"]
    )
    func endpoints(path: String) async throws {
        let bucket = FakeGoogleBucket(["a": [1]])
        let store = bucket.store(endpoint: "http://127.0.0.1:9000" + path)
        #expect(try await store.readAll(ObjectKey("a"), limit: 10).bytes == [1])
        #expect(
            GoogleCloudEndpoint(bucket: "b", custom: HTTPBaseURL("http://h/x/storage/v1")).listPath
                == "/x/storage/v1/b/b/o"
        )
        #expect(GoogleCloudEndpoint(bucket: "b").origin.description == "https://storage.googleapis.com")
    }

    @Test("addresses")
    func addresses() throws {
        let address = try #require(GoogleCloudAddress("my-bucket_1.example.org//a/b c//"))
        #expect(address.bucket == "my-bucket_1.example.org")
        #expect(address.base == "a/b c/")
        #expect(GoogleCloudAddress("bucket")?.base == "")
        #expect(GoogleCloudAddress("bucket/")?.base == "")
        for text in ["", "/", "ab", "Bucket", "buc ket", "bucket/a//b", "bücket", "bucket?x", "user@bucket"] {
            #expect(GoogleCloudAddress(text) == nil, "\(text)")
        }
    }

    // MARK: Lists

    @Test("what a list says of an object: size, time, checksum, custom metadata")
    func facts() throws {
        let page = try page(
            #"{"kind":"storage#objects","nextPageToken":"t","prefixes":["b/"],"items":[{"name":"a","size":"18446744073709551615","#
                + #""updated":"2026-04-27T09:20:00.217Z","crc32c":"yZRlqg==","md5Hash":"kAFQmDzST7DWlj99KOF/cg==","#
                + #""metadata":{"status-code":"COMPLETED","x":"é"},"future":{"a":[1]}},"#
                + #"{"name":"composite","size":"0","crc32c":"AAAAAA=="},{"name":"m","size":"1","md5Hash":"kAFQmDzST7DWlj99KOF/cg=="},"#
                + #"{"name":"odd","size":"2","crc32c":"AAAA","md5Hash":"AAAA","updated":"soon","metadata":null}],"other":[]}"#
        )
        #expect(page.nextToken == "t")
        #expect(page.lines.map(\.key) == ["b/", "a", "composite", "m", "odd"])
        #expect(page.lines.map(\.size) == [nil, .max, 0, 1, 2])
        #expect(page.lines[1].modified == ModificationTime(seconds: 1_777_281_600, nanoseconds: 217_000_000))
        #expect(page.lines[1].checksum == .crc32c(0xC994_65AA))
        #expect(page.lines[1].metadata == ["status-code": "COMPLETED", "x": "é"])
        #expect(page.lines[2].checksum == .crc32c(0))
        #expect(page.lines[3].checksum?.crc32c == nil)
        #expect(page.lines[3].checksum != nil)
        #expect(page.lines[4].checksum == nil)
        #expect(page.lines[4].modified == nil)
    }

    private func page(_ text: String) throws -> ListingPage {
        try GoogleCloudListingDecoder.page(Array(text.utf8).span.bytes)
    }

    @Test(
        "pages that make no sense are refused",
        arguments: [
            "", "{}", "[]", #"{"kind":"storage#buckets"}"#, #"{"kind":"storage#objects""#,
            #"{"kind":"storage#objects","nextPageToken":""}"#, #"{"kind":"storage#objects","items":[{"name":"a"}]}"#,
            #"{"kind":"storage#objects","items":[{"size":"1"}]}"#, #"{"kind":"storage#objects","items":[1]}"#,
            #"{"kind":"storage#objects","items":[{"name":"a","size":"-1"}]}"#,
            #"{"kind":"storage#objects","prefixes":[null]}"#,
        ]
    )
    func nonsense(text: String) {
        #expect(throws: FormatError.self) { try page(text) }
    }
}
