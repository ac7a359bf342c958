import Checksums
import CloudStorage
import Cryptography
import ObjectStorage
import Synchronization
import ZeebeFormat

/// A bucket of Google Cloud Storage behind a fake network, which does wrong what a test wants.
///
/// It does not look at tokens; the tests on a server do.
final class FakeGoogleBucket: Sendable {
    /// What goes wrong with one answer.
    enum Fault: Sendable {
        case answer(Int, [(String, String)] = [], String = "")
        case fail(TransportFailure)
        /// The body breaks off behind so many bytes.
        case cut(Int)
        /// The body ends behind so many bytes, as if that were all.
        case short(Int)
        /// The answer has more bytes than its range.
        case long
        /// One bit of the body is wrong.
        case flip
        /// The range is ignored.
        case whole
        /// The first page is given again.
        case repeatPage
        /// The page has no token, though it is not the last.
        case noToken
        /// The page ends in its middle.
        case halfPage
        /// The same bytes are written again, in front of this answer.
        case overwrite
        /// The object is gone from now on.
        case delete
        /// The answer has another generation than was asked for, and no error.
        case ignoreCondition
        /// The content range says something else than was asked for.
        case otherRange
    }

    private struct State {
        /// Names are bytes: two spellings of one text are two names.
        var objects: [[UInt8]: [UInt8]]
        var generation = 1
    }

    private let state: Mutex<State>
    private let pageCount: Int
    private let fault: @Sendable (Int, HTTPRequest) -> FakeGoogleBucket.Fault?
    let prefix: String
    let time = VirtualTime()

    convenience init(
        _ objects: [String: [UInt8]],
        prefix: String = "",
        pageCount: Int = 1000,
        fault: @escaping @Sendable (Int, HTTPRequest) -> Fault? = { _, _ in nil }
    ) {
        self.init(pairs: objects.map { ($0.key, $0.value) }, prefix: prefix, pageCount: pageCount, fault: fault)
    }

    init(
        pairs: [(key: String, bytes: [UInt8])],
        prefix: String = "",
        pageCount: Int = 1000,
        fault: @escaping @Sendable (Int, HTTPRequest) -> Fault? = { _, _ in nil }
    ) {
        var stored: [[UInt8]: [UInt8]] = [:]
        for (key, bytes) in pairs { stored[Array((prefix + key).utf8)] = bytes }
        state = Mutex(State(objects: stored))
        self.prefix = prefix
        self.pageCount = pageCount
        self.fault = fault
    }

    /// The network in front of the bucket.
    var transport: FakeTransport {
        FakeTransport { [self] request, index throws(TransportFailure) in try answer(request, index) }
    }

    /// A store over this bucket.
    func store(
        _ transport: FakeTransport? = nil,
        tokens: GoogleTokenCache? = nil,
        endpoint: String = "http://127.0.0.1:9000"
    ) -> GoogleCloudStore {
        GoogleCloudStore(
            GoogleCloudStore.Configuration(
                endpoint: GoogleCloudEndpoint(bucket: "bucket", custom: HTTPBaseURL(endpoint)),
                base: prefix,
                tokens: tokens
            ),
            sender: sender(transport ?? self.transport, dialect: GoogleDialect(), time: time)
        )
    }

    // MARK: Answers

    private func answer(_ request: HTTPRequest, _ index: Int) throws(TransportFailure) -> HTTPResponse {
        let fault = fault(index, request)
        switch fault {
        case .answer(let status, let headers, let text): return .fake(status, headers, text)
        case .fail(let failure): throw failure
        default: break
        }
        let list = "/storage/v1/b/bucket/o"
        if request.path == list { return self.list(request, fault) }
        guard request.path.hasPrefix(list + "/"), !request.path.dropFirst(list.count + 1).contains("/") else {
            return Self.error(404, "Not Found")
        }
        let name = PercentEncoding.decoded(request.path.utf8.dropFirst(list.utf8.count + 1)) ?? []
        return get(name, request, fault)
    }

    static func error(_ status: Int, _ message: String, reason: String = "x") -> HTTPResponse {
        .fake(status, [], text(status, message, reason: reason))
    }

    /// The body of an error.
    static func text(_ status: Int, _ message: String, reason: String = "x") -> String {
        #"{"error":{"code":\#(status),"message":"\#(message)","errors":[{"reason":"\#(reason)"}]}}"#
    }

    private static func query(_ request: HTTPRequest) -> [String: String] {
        var query: [String: String] = [:]
        for item in request.query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[String(parts[0])] = String(decoding: PercentEncoding.decoded(parts[1].utf8) ?? [], as: UTF8.self)
        }
        return query
    }

    private func get(_ name: [UInt8], _ request: HTTPRequest, _ fault: FakeGoogleBucket.Fault?) -> HTTPResponse {
        if case .overwrite = fault {
            state.withLock { $0.generation += 1 }
        }
        if case .delete = fault { state.withLock { $0.objects[name] = nil } }
        let query = Self.query(request)
        let (bytes, generation) = state.withLock { ($0.objects[name], $0.generation) }
        guard query["alt"] == "media", let bytes else { return Self.error(404, "No such object") }
        if let condition = query["ifGenerationMatch"], condition != "\(generation)" {
            return Self.error(412, "At least one of the pre-conditions you specified did not hold.")
        }
        var headers = [("x-goog-generation", "\(generation)"), ("ETag", "\"same\"")]
        if case .ignoreCondition = fault { headers[0].1 = "999" }
        if case .whole = fault { return .fake(200, headers + [("Content-Length", "\(bytes.count)")], bytes) }
        let ends = (request.headers["Range"] ?? "").dropFirst("bytes=".count).split(separator: "-").compactMap {
            UInt64($0)
        }
        guard ends.count == 2, ends[0] < bytes.count else {
            return .fake(416, [("Content-Range", "bytes */\(bytes.count)")], "out of range")
        }
        let last = min(ends[1], UInt64(bytes.count) - 1)
        var part = Array(bytes[Int(ends[0])...Int(last)])
        var length = part.count
        var failure: TransportFailure?
        var range = "bytes \(ends[0])-\(last)/\(bytes.count)"
        switch fault {
        case .cut(let count):
            part = Array(part.prefix(count))
            failure = TransportFailure(.closed, "cut")
        case .short(let count):
            part = Array(part.prefix(count))
            length = part.count
        case .long: part.append(0)
        case .flip: part[part.count / 2] ^= 1
        case .otherRange: range = "bytes \(ends[0] + 1)-\(last + 1)/\(bytes.count + 1)"
        default: break
        }
        headers += [("Content-Range", range), ("Content-Length", "\(length)")]
        return .fake(206, headers, part, failure: failure)
    }

    private func list(_ request: HTTPRequest, _ fault: FakeGoogleBucket.Fault?) -> HTTPResponse {
        let query = Self.query(request)
        let prefix = query["prefix"] ?? ""
        var token = query["pageToken"]
        if case .repeatPage = fault { token = nil }
        let start = query["startOffset"] ?? ""
        var names: [(name: String, bytes: [UInt8]?)] = []
        var hasMore = false
        let objects = state.withLock { $0.objects }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (key: String(decoding: $0.key, as: UTF8.self), bytes: $0.value) }
        for (key, bytes) in objects where key.utf8.starts(with: prefix.utf8) {
            let rest = key.utf8.dropFirst(prefix.utf8.count)
            var name = key
            if query["delimiter"] != nil, let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
                name = String(key[...slash])
            }
            if let token, !token.utf8.lexicographicallyPrecedes(name.utf8) { continue }
            if name.utf8.lexicographicallyPrecedes(start.utf8) { continue }
            if let last = names.last, last.name.utf8.elementsEqual(name.utf8) { continue }
            if names.count == pageCount {
                hasMore = true
                break
            }
            names.append((name, name.utf8.elementsEqual(key.utf8) ? bytes : nil))
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("kind", "storage#objects")
            if case .noToken = fault {} else if hasMore { writer.member("nextPageToken", names.last?.name) }
            writer.key("prefixes")
            writer.array { writer in for name in names where name.bytes == nil { writer.value(name.name) } }
            writer.key("items")
            writer.array { writer in
                for name in names {
                    guard let bytes = name.bytes else { continue }
                    let checksum = CRC32C.checksum(of: bytes.span.bytes)
                    let digits = (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * $0)) }
                    writer.object { writer in
                        writer.member("name", name.name)
                        writer.member("size", "\(bytes.count)")
                        writer.member("crc32c", base64(digits.span.bytes))
                    }
                }
            }
        }
        var bytes = writer.bytes
        if case .halfPage = fault { bytes = Array(bytes.prefix(bytes.count / 2)) }
        if case .cut(let count) = fault {
            return .fake(200, [], Array(bytes.prefix(count)), failure: TransportFailure(.closed, "cut"))
        }
        return .fake(200, [], bytes)
    }
}
