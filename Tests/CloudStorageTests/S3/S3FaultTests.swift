import ObjectStorage
import Testing

@testable import CloudStorage

/// What a store does when the network or the service fails: it gives the right bytes or an error, and ends.
@Suite("S3 faults", .timeLimit(.minutes(10)))
struct S3FaultTests {
    private static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }

    /// Reads the large object of a bucket with faults; also returns the number of requests.
    private func read(
        _ fault: @escaping @Sendable (Int, HTTPRequest) -> FakeBucket.Fault?
    ) async throws -> (bytes: [UInt8], requests: Int) {
        let bucket = FakeBucket(["large": Self.bytes], fault: fault)
        let transport = bucket.transport
        let content = try await bucket.store(transport).readAll(ObjectKey("large"), limit: .max)
        return (content.bytes, transport.requests.count)
    }

    private func code(of body: () async throws -> Void) async -> StorageError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StorageError)?.code
        }
    }

    @Test("one fault at any request of an object is got over", arguments: 0..<4)
    func oneFault(place: Int) async throws {
        let faults: [FakeBucket.Fault] = [
            .answer(500), .answer(503, [("Retry-After", "1")]), .answer(429),
            .fail(TransportFailure(.closed, "reset")), .fail(TransportFailure(.readTimeout, "stall")), .cut(0), .cut(1),
            .cut(500_000), .short(100), .long, .otherRange,
        ]
        for fault in faults {
            let found = try await read { index, _ in index == place ? fault : nil }
            #expect(found.bytes == Self.bytes, "\(fault)")
        }
    }

    @Test("a body that is cut again and again is taken up where it broke, as long as it goes on")
    func manyCuts() async throws {
        let found = try await read { _, _ in .cut(100_000) }
        #expect(found.bytes == Self.bytes)
        #expect(found.requests >= 30)
    }

    @Test("a body that never goes on ends with an error")
    func endlessCuts() async {
        for fault in [FakeBucket.Fault.cut(0), .cut(10), .short(10), .long, .otherRange] {
            let code = await code { _ = try await read { index, _ in index > 0 ? fault : nil } }
            #expect(code == .unreachable, "\(fault)")
        }
    }

    @Test("a service that ignores ranges is not read as if it did not")
    func wholeObjects() async {
        #expect(await code { _ = try await read { _, _ in .whole } } == .unreachable)
    }

    @Test("an object that is overwritten or deleted meanwhile is noticed")
    func overwritten() async {
        for fault in [FakeBucket.Fault.overwrite, .delete, .ignoreCondition] {
            let code = await code { _ = try await read { index, _ in index == 1 ? fault : nil } }
            #expect(code == .changedWhileReading, "\(fault)")
        }
    }

    @Test("persistent failures end with what they are")
    func persistent() async throws {
        let cases: [(FakeBucket.Fault, StorageError.Code)] = [
            (.answer(500), .unreachable), (.answer(503), .unreachable),
            (.answer(503, [("Retry-After", "86400")]), .unreachable),
            (.fail(TransportFailure(.closed, "reset")), .unreachable),
            (.fail(TransportFailure(.readTimeout, "stall")), .unreachable),
            (.fail(TransportFailure(.tls, "x")), .unreachable),
            (.answer(403, [], "<Error><Code>AccessDenied</Code></Error>"), .permissionDenied),
            (.answer(403, [], "<Error><Code>SignatureDoesNotMatch</Code></Error>"), .permissionDenied),
            (.answer(403, [], "<Error><Code>InvalidAccessKeyId</Code></Error>"), .permissionDenied),
            (.answer(403, [], "<Error><Code>RequestTimeTooSkewed</Code></Error>"), .permissionDenied),
            (.answer(400, [], "<Error><Code>ExpiredToken</Code></Error>"), .permissionDenied),
            (.answer(404, [], "<html>404 page not found</html>"), .unreachable),
            (.answer(404, [], "<Error><Code>ResourceNotFound</Code></Error>"), .unreachable),
            (.answer(522, [], "<html>"), .unreachable), (.answer(302, [], ""), .unreachable),
            (.answer(400, [], "<html>"), .unreachable), (.answer(418, [], "\u{1}"), .unreachable),
            (.answer(403, [], "<Error><Code>InvalidObjectState</Code></Error>"), .unreachable),
            (
                .answer(416, [], "<Error><Code>InvalidRange</Code><ActualObjectSize>1</ActualObjectSize></Error>"),
                .unreachable
            ),
            (.answer(416, [("Content-Range", "bytes */7")], ""), .unreachable),
            (.answer(200, [("Content-Length", "13")], "<html></html>"), .unreachable),
        ]
        for (fault, expected) in cases {
            let bucket = FakeBucket(["a": [1]]) { _, _ in fault }
            let store = bucket.store()
            let opened = await code { _ = try await store.open(ObjectKey("a")) }
            let listed = await code { try await store.list(.tree(nil)) { _ in } }
            #expect(opened == expected, "\(fault)")
            #expect(listed == expected, "\(fault)")
        }
    }

    @Test("only S3's own words say that an object or a bucket is not there")
    func notThere() async throws {
        let cases: [(String, opening: StorageError.Code, listing: StorageError.Code)] = [
            ("NoSuchKey", .notFound, .notFound), ("NoSuchVersion", .notFound, .notFound),
            ("NoSuchBucket", .unreachable, .notFound),
        ]
        for (word, opening, listing) in cases {
            let bucket = FakeBucket(["a": [1]]) { _, _ in .answer(404, [], "<Error><Code>\(word)</Code></Error>") }
            let store = bucket.store()
            #expect(await code { _ = try await store.open(ObjectKey("a")) } == opening, "\(word)")
            #expect(await code { try await store.list(.tree(nil)) { _ in } } == listing, "\(word)")
        }
    }

    @Test(
        "an answer that the range cannot be satisfied means an empty object, where the service does not say otherwise"
    )
    func emptyObject() async throws {
        for headers in [[], [("Content-Range", "bytes */0")]] {
            let bucket = FakeBucket(["a": []]) { _, _ in
                .answer(416, headers, "<Error><Code>InvalidRange</Code></Error>")
            }
            #expect(try await bucket.store().open(ObjectKey("a")).size == 0)
        }
    }

    @Test("errors name the right, the object and what to do")
    func messages() async throws {
        let bucket = FakeBucket(["a/b": [1]], prefix: "base/") { _, _ in
            .answer(403, [("x-amz-request-id", "R1")], "<Error><Code>AccessDenied</Code></Error>")
        }
        let store = bucket.store()
        do {
            _ = try await store.open(ObjectKey("a/b"))
            Issue.record("expected an error")
        } catch {
            for part in ["a/b", "s3:GetObject", "arn:aws:s3:::bucket/base/*", "AccessDenied", "R1"] {
                #expect(error.description.contains(part), "\(error)")
            }
        }
        do {
            try await store.list(.tree(nil)) { _ in }
            Issue.record("expected an error")
        } catch let error as StorageError {
            for part in ["s3://bucket/base", "s3:ListBucket", "arn:aws:s3:::bucket;"] {
                #expect("\(error);".contains(part), "\(error)")
            }
        }
    }

    // MARK: Lists

    private static let keys = Dictionary(uniqueKeysWithValues: (100..<120).map { ("k\($0)", [UInt8(1)]) })

    private func list(
        _ fault: @escaping @Sendable (Int, HTTPRequest) -> FakeBucket.Fault?
    ) async throws -> [String] {
        let bucket = FakeBucket(Self.keys, pageCount: 3, fault: fault)
        var keys: [String] = []
        try await bucket.store().list(.tree(nil)) { entry in
            if case .object(let object) = entry { keys.append(object.key.text) }
        }
        return keys
    }

    @Test("a fault at any page is got over", arguments: 0..<7)
    func onePage(place: Int) async throws {
        for fault in [FakeBucket.Fault.cut(50), .halfPage, .answer(503), .fail(TransportFailure(.closed, "x"))] {
            #expect(try await list { index, _ in index == place ? fault : nil } == Self.keys.keys.sorted(), "\(fault)")
        }
    }

    @Test("a page that comes again is an error, not a longer or endless list")
    func repeated() async {
        #expect(await code { _ = try await list { index, _ in index == 3 ? .repeatPage : nil } } == .unreachable)
        #expect(await code { _ = try await list { _, _ in .repeatPage } } == .unreachable)
    }

    @Test("a page that is not the last and names no next one is an error, not a shorter list")
    func noToken() async {
        #expect(await code { _ = try await list { index, _ in index >= 2 ? .noToken : nil } } == .unreachable)
    }

    @Test("half a page is an error, not a shorter list")
    func halfPage() async {
        #expect(await code { _ = try await list { index, _ in index >= 2 ? .halfPage : nil } } == .unreachable)
    }

    @Test(
        "pages that make no sense are errors",
        arguments: [
            "<ListBucketResult></ListBucketResult>",
            "<ListBucketResult><IsTruncated>maybe</IsTruncated></ListBucketResult>",
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>k</Key></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>k</Key><Size>-1</Size></Contents></ListBucketResult>",
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Size>1</Size></Contents></ListBucketResult>",
            "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>%4</Key><Size>1</Size></Contents></ListBucketResult>",
            "<html><body>ok</body></html>", "", "{}",
            "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult><x/>",
        ]
    )
    func nonsense(page: String) async {
        #expect(await code { _ = try await list { _, _ in .answer(200, [], page) } } == .unreachable)
    }

    @Test("tokens that lead nowhere end with an error")
    func endlessPages() async {
        let same =
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>"
        #expect(await code { _ = try await list { _, _ in .answer(200, [], same) } } == .unreachable)
        let code = await code {
            _ = try await list { index, _ in
                .answer(200, [], same.replacing(">t<", with: ">t\(index)<"))
            }
        }
        #expect(code == .unreachable)
    }

    @Test("keys that were not asked for are an error")
    func foreignKeys() async throws {
        let bucket = FakeBucket(["a": [1]], prefix: "base/") { _, _ in
            .answer(
                200,
                [],
                "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>other/a</Key><Size>1</Size></Contents></ListBucketResult>"
            )
        }
        #expect(await code { try await bucket.store().list(.tree(nil)) { _ in } } == .unreachable)
    }

    // MARK: Ends

    @Test("used up budgets and cancelled tasks say so, and nothing about objects")
    func ends() async throws {
        let bucket = FakeBucket(["a": [1], "b": [2]])
        let store = bucket.store(budget: .init(requests: 1))
        _ = try await store.open(ObjectKey("a"))
        #expect(await code { _ = try await store.open(ObjectKey("b")) } == .budgetUsedUp)
        #expect(await code { try await store.list(.tree(nil)) { _ in } } == .budgetUsedUp)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await code { _ = try await bucket.store().open(ObjectKey("a")) }
        }
        #expect(await cancelled.value == .cancelled)
    }

    @Test("many readers that pause do not keep others waiting for ever")
    func pausedReaders() async throws {
        let bucket = FakeBucket(["large": Self.bytes])
        let store = bucket.store(width: 2)
        var readers: [any ObjectReader] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 16)
        defer { buffer.deallocate() }
        for _ in 0..<8 {
            let reader = try await store.open(ObjectKey("large"))
            // Past the first bytes, so that a transfer stays open.
            _ = try await reader.read(at: 1 << 20, into: buffer)
            readers.append(reader)
        }
        for (index, reader) in readers.enumerated() {
            let offset = 1 << 20 + 1000
            #expect(try await reader.read(at: UInt64(offset), into: buffer) == 1000)
            #expect(Array(buffer) == Array(Self.bytes[offset..<offset + 1000]), "reader \(index)")
        }
    }
}
