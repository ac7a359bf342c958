import CloudStorage
import Cryptography
import ObjectStorage
import Synchronization

/// A bucket behind a fake network, which speaks S3 and does wrong what a test wants.
///
/// It does not look at signatures; the tests on real servers do.
final class FakeBucket: Sendable {
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
        /// The range is ignored.
        case whole
        /// One bit of the body is wrong.
        case flip
        /// The first page is given again.
        case repeatPage
        /// The page has no token, though it is not the last.
        case noToken
        /// The page ends in its middle.
        case halfPage
        /// The object is another one from now on.
        case overwrite
        /// The object is gone from now on.
        case delete
        /// The answer has another version than was asked for, and no error.
        case ignoreCondition
        /// The content range says something else than was asked for.
        case otherRange
    }

    /// Keys are bytes: two spellings of one text are two keys.
    private let objects: Mutex<[[UInt8]: [UInt8]]>
    private let pageByteCount: Int
    private let fault: @Sendable (Int, HTTPRequest) -> Fault?
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
        pairs objects: [(key: String, bytes: [UInt8])],
        prefix: String = "",
        pageCount: Int = 1000,
        fault: @escaping @Sendable (Int, HTTPRequest) -> Fault? = { _, _ in nil }
    ) {
        var stored: [[UInt8]: [UInt8]] = [:]
        for (key, bytes) in objects { stored[Array((prefix + key).utf8)] = bytes }
        self.objects = Mutex(stored)
        self.prefix = prefix
        pageByteCount = pageCount
        self.fault = fault
    }

    /// The network in front of the bucket.
    var transport: FakeTransport {
        FakeTransport { [self] request, index throws(TransportFailure) in try answer(request, index) }
    }

    /// A store over this bucket.
    func store(
        _ transport: FakeTransport? = nil,
        customerKey: SSECustomerKey? = nil,
        endpoint: String = "https://127.0.0.1:9000",
        budget: RequestLedger.Budget = RequestLedger.Budget(),
        width: Int = 4
    ) -> S3Store {
        let configuration = S3Store.Configuration(
            endpoint: S3Endpoint(
                bucket: "bucket",
                region: "us-east-1",
                custom: HTTPBaseURL(endpoint)
            ),
            base: prefix,
            credentials: nil,
            customerKey: customerKey
        )
        return S3Store(
            configuration,
            sender: sender(transport ?? self.transport, time: time, budget: budget, width: width)
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
        let path = String(decoding: PercentEncoding.decoded(request.path.utf8) ?? [], as: UTF8.self)
        guard path.hasPrefix("/bucket") else { return .fake(404, [], "<Error><Code>NoSuchBucket</Code></Error>") }
        let key = String(path.dropFirst("/bucket/".count))
        return key.isEmpty ? list(request, fault) : get(key, request, fault)
    }

    private func get(_ text: String, _ request: HTTPRequest, _ fault: Fault?) -> HTTPResponse {
        let key = Array(text.utf8)
        if case .overwrite = fault { objects.withLock { $0[key] = $0[key].map { $0.reversed() + [0] } } }
        if case .delete = fault { objects.withLock { $0[key] = nil } }
        guard let bytes = objects.withLock({ $0[key] }) else {
            return .fake(404, [], "<Error><Code>NoSuchKey</Code></Error>")
        }
        var tag = "\"\(MD5.digest(of: bytes).hexadecimal)\""
        if let condition = request.headers["If-Match"], condition != tag {
            return .fake(412, [], "<Error><Code>PreconditionFailed</Code></Error>")
        }
        if case .ignoreCondition = fault { tag = "\"other\"" }
        let ends = (request.headers["Range"] ?? "").dropFirst("bytes=".count).split(separator: "-").compactMap {
            UInt64($0)
        }
        if case .whole = fault {
            return .fake(200, [("ETag", tag), ("Content-Length", "\(bytes.count)")], bytes)
        }
        guard ends.count == 2, ends[0] < bytes.count else {
            return .fake(
                416,
                [("Content-Range", "bytes */\(bytes.count)")],
                "<Error><Code>InvalidRange</Code></Error>"
            )
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
        return .fake(
            206,
            [("ETag", tag), ("Content-Range", range), ("Content-Length", "\(length)")],
            part,
            failure: failure
        )
    }

    private func list(_ request: HTTPRequest, _ fault: Fault?) -> HTTPResponse {
        var query: [String: String] = [:]
        for item in request.query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[String(parts[0])] = String(decoding: PercentEncoding.decoded(parts[1].utf8) ?? [], as: UTF8.self)
        }
        let prefix = query["prefix"] ?? ""
        var token = query["continuation-token"].map {
            String(decoding: PercentEncoding.decoded($0.utf8) ?? [], as: UTF8.self)
        }
        if case .repeatPage = fault { token = nil }
        var lines: [(name: String, xml: String)] = []
        var isTruncated = false
        let keys = objects.withLock { $0.mapValues(\.count) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { (key: String(decoding: $0.key, as: UTF8.self), size: $0.value) }
        for (key, size) in keys where key.utf8.starts(with: prefix.utf8) {
            let rest = key.utf8.dropFirst(prefix.utf8.count)
            var name = key
            if query["delimiter"] != nil, let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
                name = String(key[...slash])
            }
            if let token, !token.utf8.lexicographicallyPrecedes(name.utf8) { continue }
            if let last = lines.last, last.name.utf8.elementsEqual(name.utf8) { continue }
            if lines.count == pageByteCount {
                isTruncated = true
                break
            }
            let encoded = PercentEncoding.component(name)
            lines.append(
                (
                    name,
                    name.utf8.elementsEqual(key.utf8)
                        ? "<Contents><Key>\(encoded)</Key><Size>\(size)</Size></Contents>"
                        : "<CommonPrefixes><Prefix>\(encoded)</Prefix></CommonPrefixes>"
                )
            )
        }
        var text = "<?xml version=\"1.0\"?><ListBucketResult><EncodingType>url</EncodingType>"
        text += "<IsTruncated>\(isTruncated)</IsTruncated>"
        if isTruncated, let last = lines.last {
            if case .noToken = fault {
            } else {
                text += "<NextContinuationToken>\(PercentEncoding.component(last.name))</NextContinuationToken>"
            }
        }
        // Objects first, then prefixes, as AWS does.
        text += lines.map(\.xml).filter { $0.hasPrefix("<Contents") }.joined()
        text += lines.map(\.xml).filter { $0.hasPrefix("<Common") }.joined()
        text += "</ListBucketResult>"
        var bytes = Array(text.utf8)
        if case .halfPage = fault { bytes = Array(bytes.prefix(bytes.count / 2)) }
        if case .cut(let count) = fault {
            return .fake(200, [], Array(bytes.prefix(count)), failure: TransportFailure(.closed, "cut"))
        }
        return .fake(200, [], bytes)
    }
}
