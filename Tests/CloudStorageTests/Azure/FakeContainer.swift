import CloudStorage
import Cryptography
import ObjectStorage
import Synchronization
import ZeebeFormat

/// A container behind a fake network, which speaks as Azure Blob Storage does and does wrong what a test wants.
///
/// It does not look at signatures; the tests on a real server do.
final class FakeContainer: Sendable {
    /// What goes wrong with one answer.
    enum Fault: Sendable {
        case answer(Int, [(String, String)] = [], String = "")
        case fail(TransportFailure)
        /// The body breaks off behind so many bytes.
        case cut(Int)
        /// One bit of the body is wrong.
        case flip
        /// The first page is given again.
        case repeatPage
        /// The page names itself as the next.
        case sameMarker
        /// The page does not say whether it is the last.
        case noMarker
        /// The page ends in its middle.
        case halfPage
        /// The blob is another one from now on.
        case overwrite
        /// The blob is gone from now on.
        case delete
    }

    private let blobs: Mutex<[(name: String, bytes: [UInt8])]>
    private let pageCount: Int
    private let keepsMD5: Bool
    private let directories: [String]
    private let fault: @Sendable (Int, HTTPRequest) -> Fault?
    let prefix: String
    let time = VirtualTime()

    /// - Parameters:
    ///   - directories: What a hierarchical namespace lists like blobs.
    ///   - keepsMD5: Whether answers tell the MD5 of the whole blob.
    init(
        _ blobs: [(String, [UInt8])],
        prefix: String = "",
        pageCount: Int = 5000,
        directories: [String] = [],
        keepsMD5: Bool = true,
        fault: @escaping @Sendable (Int, HTTPRequest) -> Fault? = { _, _ in nil }
    ) {
        self.blobs = Mutex(blobs.map { (prefix + $0.0, $0.1) })
        self.prefix = prefix
        self.pageCount = pageCount
        self.directories = directories
        self.keepsMD5 = keepsMD5
        self.fault = fault
    }

    /// The network in front of the container.
    var transport: FakeTransport {
        FakeTransport { [self] request, index throws(TransportFailure) in try answer(request, index) }
    }

    /// A store over this container.
    func store(
        _ transport: FakeTransport? = nil,
        authentication: AzureAuthentication = .anonymous,
        width: Int = 4
    ) -> AzureBlobStore {
        AzureBlobStore(
            AzureBlobStore.Configuration(
                endpoint: AzureEndpoint(account: "acct", container: "backups"),
                base: prefix,
                authentication: authentication
            ),
            sender: azureSender(transport ?? self.transport, time: time, width: width)
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
        guard path.utf8.starts(with: "/backups".utf8) else { return Self.refusal(404, "ContainerNotFound") }
        let name = String(path.utf8.dropFirst("/backups/".utf8.count)) ?? ""
        return name.isEmpty ? list(request, fault) : get(name, request, fault)
    }

    private static func refusal(_ status: Int, _ code: String) -> HTTPResponse {
        .fake(status, [("x-ms-error-code", code)], "<?xml version=\"1.0\"?><Error><Code>\(code)</Code></Error>")
    }

    private func get(_ name: String, _ request: HTTPRequest, _ fault: Fault?) -> HTTPResponse {
        let found = blobs.withLock { blobs -> [UInt8]? in
            guard let index = blobs.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
            if case .overwrite = fault { blobs[index].bytes = blobs[index].bytes.reversed() + [0] }
            if case .delete = fault {
                blobs.remove(at: index)
                return nil
            }
            return blobs[index].bytes
        }
        guard let bytes = found else { return Self.refusal(404, "BlobNotFound") }
        let digest = MD5.digest(of: bytes)
        let tag = "\"0x\(digest.hexadecimal)\""
        if let condition = request.headers["If-Match"], condition != tag { return Self.refusal(412, "ConditionNotMet") }
        let ends = (request.headers["x-ms-range"] ?? "").dropFirst("bytes=".count).split(separator: "-").compactMap {
            UInt64($0)
        }
        guard ends.count == 2, ends[0] < bytes.count else { return Self.refusal(416, "InvalidRange") }
        let last = min(ends[1], UInt64(bytes.count) - 1)
        var part = Array(bytes[Int(ends[0])...Int(last)])
        var headers = [
            ("ETag", tag), ("Content-Range", "bytes \(ends[0])-\(last)/\(bytes.count)"),
            ("Content-Length", "\(part.count)"),
        ]
        if keepsMD5 { headers.append(("x-ms-blob-content-md5", base64(digest.span.bytes))) }
        var failure: TransportFailure?
        switch fault {
        case .cut(let count):
            part = Array(part.prefix(count))
            failure = TransportFailure(.closed, "cut")
        case .flip: part[part.count / 2] ^= 1
        default: break
        }
        return .fake(206, headers, part, failure: failure)
    }

    private func list(_ request: HTTPRequest, _ fault: Fault?) -> HTTPResponse {
        var query: [String: String] = [:]
        for item in request.query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[String(parts[0])] = String(decoding: PercentEncoding.decoded(parts[1].utf8) ?? [], as: UTF8.self)
        }
        guard query["restype"] == "container", query["comp"] == "list" else {
            return Self.refusal(400, "InvalidQueryParameterValue")
        }
        let prefix = query["prefix"] ?? ""
        // Markers are opaque: here the name that the page before ended with, in a form that XML can hold.
        var marker = query["marker"].flatMap { PercentEncoding.decoded($0.utf8) }.map {
            String(decoding: $0, as: UTF8.self)
        }
        if case .repeatPage = fault { marker = nil }
        var lines: [(name: String, xml: String)] = []
        var next: String?
        let all =
            blobs.withLock { $0.map { ($0.name, Int?.some($0.bytes.count)) } }
            + directories.map { (self.prefix + $0, nil) }
        for (key, size) in all.sorted(by: { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }) {
            guard key.utf8.starts(with: prefix.utf8) else { continue }
            let rest = key.utf8.dropFirst(prefix.utf8.count)
            var name = key
            if query["delimiter"] != nil, let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
                name = String(key[...slash])
            }
            if let marker, !marker.utf8.lexicographicallyPrecedes(name.utf8) { continue }
            if let last = lines.last, last.name.utf8.elementsEqual(name.utf8) { continue }
            if lines.count == pageCount {
                next = lines.last?.name
                break
            }
            let isPrefix = !name.utf8.elementsEqual(key.utf8)
            let properties =
                size.map { "<Content-Length>\($0)</Content-Length>" }
                ?? "<Content-Length>0</Content-Length><ResourceType>directory</ResourceType>"
            lines.append(
                (
                    name,
                    isPrefix
                        ? "<BlobPrefix>\(Self.element(name))</BlobPrefix>"
                        : "<Blob>\(Self.element(name))<Properties>\(properties)<Content-MD5 /></Properties></Blob>"
                )
            )
        }
        var text = "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"backups\">"
        text += "<Blobs>\(lines.map(\.xml).joined())</Blobs>"
        if case .sameMarker = fault { next = marker ?? next }
        if case .noMarker = fault {
        } else {
            text += next.map { "<NextMarker>\(PercentEncoding.component($0))</NextMarker>" } ?? "<NextMarker />"
        }
        text += "</EnumerationResults>"
        var bytes = Array(text.utf8)
        if case .halfPage = fault { bytes = Array(bytes.prefix(bytes.count / 2)) }
        if case .cut(let count) = fault {
            return .fake(200, [], Array(bytes.prefix(count)), failure: TransportFailure(.closed, "cut"))
        }
        return .fake(200, [], bytes)
    }

    /// A name, encoded where XML cannot hold it.
    private static func element(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0xFFFE && $0.value != 0xFFFF }
        return isPlain
            ? "<Name>\(escaped(name))</Name>" : "<Name Encoded=\"true\">\(PercentEncoding.component(name))</Name>"
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(scalar)
            }
        }.joined()
    }
}

/// Makes a sender for tests: pauses take no time, and are as long as they can be.
func azureSender(
    _ transport: any HTTPTransport,
    dialect: any ServiceDialect = AzureDialect(),
    time: VirtualTime = VirtualTime(),
    width: Int = 4
) -> RequestSender {
    var policy = RetryPolicy()
    policy.random = { 0.999 }
    return RequestSender(
        transport,
        dialect: dialect,
        gate: ConnectionGate(width: width, time: time),
        ledger: RequestLedger(time: time),
        time: time,
        policy: policy
    )
}
