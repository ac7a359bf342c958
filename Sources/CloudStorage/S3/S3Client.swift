internal import ObjectStorage
import Synchronization
internal import ZeebeFormat

/// Sends the two requests that reading a bucket needs: GET of an object, and GET of a list.
final class S3Client: Sendable {
    let sender: RequestSender
    private let credentials: AWSCredentialCache?
    private let customerKey: SSECustomerKey?
    private let place: Mutex<S3Endpoint>

    /// How the store is called in messages.
    let location: StoreLocation

    /// What the keys of the store begin with: empty, or it ends with `/`.
    let base: String

    /// The most bytes of a page: a thousand of the longest keys, each byte escaped.
    private static let maximumPageByteCount = 16 * 1024 * 1024

    init(_ configuration: S3Store.Configuration, _ sender: RequestSender) {
        self.sender = sender
        credentials = configuration.credentials
        customerKey = configuration.customerKey
        place = Mutex(configuration.endpoint)
        base = configuration.base
        let basePath = base.isEmpty ? "" : "/" + base.dropLast()
        location = configuration.location ?? StoreLocation(.s3, "s3://\(configuration.endpoint.bucket)\(basePath)")
    }

    /// The endpoint as it is known now: services may correct the region.
    var endpoint: S3Endpoint { place.withLock { $0 } }

    /// Asks for a range of an object.
    func get(
        _ key: String,
        _ range: Range<UInt64>,
        of version: ObjectVersion?
    ) async throws(RequestFailure) -> HTTPResponse {
        var headers = HTTPHeaders([("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")])
        if let version, version.isStrong { headers.add("If-Match", version.entityTag) }
        if let customerKey {
            // Whoever reads the key on its way can read all that it protects, and no service takes it in the clear.
            guard endpoint.origin.scheme == .https else {
                throw .transport(TransportFailure(.invalidRequest, "a customer's key is sent over TLS only"), tries: 0)
            }
            customerKey.add(to: &headers)
        }
        return try await send(key: key, headers: headers)
    }

    private func send(
        key: String?,
        query: String = "",
        headers: HTTPHeaders = HTTPHeaders()
    ) async throws(RequestFailure) -> HTTPResponse {
        let endpoint = endpoint
        do throws(RequestFailure) {
            return try await send(key, query, headers, endpoint)
        } catch {
            guard case .service(let problem, _) = error, case .wrongRegion(let region?) = problem.kind,
                region != endpoint.region, Self.isRegion(region)
            else { throw error }
            let corrected = endpoint.inRegion(region)
            place.withLock { $0 = corrected }
            return try await send(key, query, headers, corrected)
        }
    }

    private func send(
        _ key: String?,
        _ query: String,
        _ headers: HTTPHeaders,
        _ endpoint: S3Endpoint
    ) async throws(RequestFailure) -> HTTPResponse {
        let request = HTTPRequest(
            .get,
            endpoint.origin,
            path: endpoint.path(key: key),
            query: query,
            headers: headers
        )
        guard let credentials else { return try await sender.send(request, signer: AnonymousSigner()) }
        let signature = SigV4(region: endpoint.region, service: "s3", sendsBodyHash: true)
        return try await sender.send(request, signer: SigV4Signer(signature: signature, credentials: credentials))
    }

    /// Whether a service's word can be a region: it becomes a part of a host's name.
    private static func isRegion(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: ".") }
    }

    /// Says what a failure means for the store or one of its objects.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError {
        S3Failure(location: location, endpoint: endpoint, base: base, isAnonymous: credentials == nil)
            .storageError(failure, action, key)
    }
}

extension S3Client: CloudClient {
    func page(prefix: String, isLevel: Bool, token: String?) async throws(StorageError) -> ListingPage {
        var items = [(name: "list-type", value: "2"), ("encoding-type", "url"), ("max-keys", "1000")]
        if !prefix.isEmpty { items.append(("prefix", prefix)) }
        if isLevel { items.append(("delimiter", "/")) }
        if let token { items.append(("continuation-token", token)) }
        let query = PercentEncoding.query(items)
        return try await self.page { () async throws(RequestFailure) in
            try await send(key: nil, query: query).page(limit: Self.maximumPageByteCount) { bytes throws(FormatError) in
                try S3ListingDecoder.page(bytes)
            }
        }
    }
}
