import Cryptography
import ObjectStorage
import Testing

@testable import CloudStorage

/// What the store does when the network or the service fails: it gives the right bytes or an error, and ends.
@Suite("Google Cloud Storage faults", .timeLimit(.minutes(10)))
struct GoogleCloudFaultTests {
    private static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }

    private func read(
        _ fault: @escaping @Sendable (Int, HTTPRequest) -> FakeGoogleBucket.Fault?
    ) async throws -> [UInt8] {
        try await FakeGoogleBucket(["large": Self.bytes], fault: fault).store()
            .readAll(ObjectKey("large"), limit: .max).bytes
    }

    private func error(of body: () async throws -> Void) async -> StorageError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? StorageError
        }
    }

    @Test("one fault at any request of an object is got over", arguments: 0..<3)
    func oneFault(place: Int) async throws {
        let faults: [FakeGoogleBucket.Fault] = [
            .answer(500), .answer(503, [("Retry-After", "1")]), .answer(429), .answer(408),
            .answer(403, [], FakeGoogleBucket.text(403, "slow down", reason: "rateLimitExceeded")),
            .fail(TransportFailure(.closed, "reset")), .fail(TransportFailure(.readTimeout, "stall")), .cut(0), .cut(1),
            .cut(500_000), .short(100), .long, .otherRange,
        ]
        for fault in faults {
            #expect(try await read { index, _ in index == place ? fault : nil } == Self.bytes, "\(fault)")
        }
    }

    @Test("an object that is overwritten, with the same bytes even, or deleted meanwhile is noticed")
    func overwritten() async {
        for fault in [FakeGoogleBucket.Fault.overwrite, .delete, .ignoreCondition] {
            let error = await error { _ = try await read { index, _ in index == 1 ? fault : nil } }
            #expect(error?.code == .changedWhileReading, "\(fault)")
        }
    }

    @Test("a service that ignores ranges is not read as if it did not")
    func wholeObjects() async {
        #expect(await error { _ = try await read { _, _ in .whole } }?.code == .unreachable)
    }

    /// What the service says, and the words with which that comes to the user who lists, and who opens an object.
    private static let refusals: [(Int, String, StorageError.Code, list: [String], open: [String])] = [
        (
            403, FakeGoogleBucket.text(403, "x does not have access", reason: "forbidden"), .permissionDenied,
            ["gs://bucket/base", "storage.objects.list", "roles/storage.objectViewer", "forbidden"],
            ["a/b", "storage.objects.get", "roles/storage.objectViewer"]
        ),
        (
            401, FakeGoogleBucket.text(401, "Anonymous caller", reason: "required"), .permissionDenied,
            ["storage.objects.list is not allowed without credentials", "--anonymous"],
            ["storage.objects.get is not allowed without credentials"]
        ),
        (
            404, FakeGoogleBucket.text(404, "The specified bucket does not exist.", reason: "notFound"), .notFound,
            ["there is no bucket bucket", "--endpoint"], ["there is no bucket bucket"]
        ),
        (
            404, FakeGoogleBucket.text(404, "No such object: bucket/base/a/b", reason: "notFound"), .notFound,
            ["there is no bucket"], ["there is no such object"]
        ),
        (404, "No such object: bucket/base/a/b", .notFound, ["there is no bucket"], ["there is no such object"]),
        (
            404, "<html>not here</html>", .unreachable, ["does not speak Google's storage API", "status 404"],
            ["status 404, 8 times in a row"]
        ),
        (500, "", .unreachable, ["failed 8 times in a row"], ["failed 8 times in a row"]),
        (429, "", .unreachable, ["sent requests away 8 times", "--connections"], ["--rate"]),
        (
            400, FakeGoogleBucket.text(400, "bad", reason: "invalid"), .unreachable, ["status 400: bad", "invalid"],
            ["status 400"]
        ),
        (418, "<html>", .unreachable, ["status 418"], ["status 418"]),
    ]

    private struct AnyToken: GoogleTokenSource {
        func token() async throws(CredentialFailure) -> GoogleToken { GoogleToken(Secret("t"), lifetime: nil) }
    }

    @Test("refusals say what was done to what, why, and what to do")
    func messages() async throws {
        for (status, body, code, list, open) in Self.refusals {
            let bucket = FakeGoogleBucket(["a/b": [1]], prefix: "base/") { _, _ in .answer(status, [], body) }
            let tokens = status == 401 ? nil : GoogleTokenCache(AnyToken(), time: bucket.time)
            let store = bucket.store(tokens: tokens)
            let listing = await error { try await store.list(.tree(nil)) { _ in } }
            #expect(listing?.code == code)
            for part in list {
                #expect(listing?.description.contains(part) == true, "\(part): \(listing?.description ?? "")")
            }
            let opening = await error { _ = try await store.open(ObjectKey("a/b")) }
            // Of an object in a bucket that was listed a moment ago a missing bucket says nothing.
            #expect(opening?.code == (body.contains("bucket does not exist") ? .unreachable : code))
            for part in open {
                #expect(opening?.description.contains(part) == true, "\(part): \(opening?.description ?? "")")
            }
        }
    }

    // MARK: Lists

    private static let keys = Dictionary(uniqueKeysWithValues: (100..<120).map { ("k\($0)", [UInt8(1)]) })

    private func list(
        _ fault: @escaping @Sendable (Int, HTTPRequest) -> FakeGoogleBucket.Fault?
    ) async throws -> [String] {
        var keys: [String] = []
        try await FakeGoogleBucket(Self.keys, pageCount: 3, fault: fault).store().list(.tree(nil)) { entry in
            if case .object(let object) = entry { keys.append(object.key.text) }
        }
        return keys
    }

    @Test("a fault at any page is got over", arguments: 0..<8)
    func onePage(place: Int) async throws {
        for fault in [FakeGoogleBucket.Fault.cut(50), .halfPage, .answer(503), .fail(TransportFailure(.closed, "x"))] {
            #expect(try await list { index, _ in index == place ? fault : nil } == Self.keys.keys.sorted(), "\(fault)")
        }
    }

    @Test("a page that comes again is an error, not a longer or endless list")
    func repeated() async {
        #expect(await error { _ = try await list { index, _ in index == 3 ? .repeatPage : nil } }?.code == .unreachable)
        #expect(await error { _ = try await list { _, _ in .repeatPage } }?.code == .unreachable)
    }

    @Test("a lost token is got over when it comes back, and an error when it does not: never a shorter list")
    func noToken() async throws {
        #expect(try await list { index, _ in index == 2 ? .noToken : nil } == Self.keys.keys.sorted())
        #expect(await error { _ = try await list { index, _ in index >= 2 ? .noToken : nil } }?.code == .unreachable)
    }

    @Test("a first page that is full and names no next one is not taken for the whole list")
    func fullPage() async throws {
        let keys = Dictionary(uniqueKeysWithValues: (1000..<2100).map { ("k\($0)", [UInt8(1)]) })
        let store = FakeGoogleBucket(keys) { _, _ in .noToken }.store()
        #expect(await error { try await store.list(.tree(nil)) { _ in } }?.code == .unreachable)
        var count = 0
        try await FakeGoogleBucket(keys.filter { $0.key < "k2000" }).store().list(.tree(nil)) { _ in count += 1 }
        #expect(count == 1000)
    }

    @Test("half a page is an error, not a shorter list")
    func halfPage() async {
        #expect(await error { _ = try await list { index, _ in index >= 2 ? .halfPage : nil } }?.code == .unreachable)
    }

    @Test("tokens that lead nowhere end with an error")
    func endlessPages() async {
        @Sendable func page(_ token: String) -> FakeGoogleBucket.Fault {
            .answer(200, [], #"{"kind":"storage#objects","nextPageToken":"\#(token)"}"#)
        }
        #expect(await error { _ = try await list { _, _ in page("t") } }?.code == .unreachable)
        #expect(await error { _ = try await list { index, _ in page("t\(index)") } }?.code == .unreachable)
    }
}
