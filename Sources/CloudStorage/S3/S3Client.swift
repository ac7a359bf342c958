internal import ObjectStorage
import Synchronization
internal import ZeebeFormat

/// Sends the three requests that reading a bucket needs: GET of an object, HEAD of an object, and GET of a list.
final class S3Client: Sendable {
    private let sender: RequestSender
    private let credentials: AWSCredentialCache?
    private let customerKey: SSECustomerKey?
    private let place: Mutex<S3Endpoint>

    /// How the store is called in messages.
    let location: StoreLocation

    /// What the keys of the store begin with: empty, or it ends with `/`.
    let base: String

    /// The most bytes of a page: a thousand of the longest keys, each byte escaped.
    private static let maximumPageByteCount = 16 * 1024 * 1024

    /// The most tries of a page whose answer breaks or makes no sense.
    private static let maximumPageTries = 4

    init(_ configuration: S3Store.Configuration, _ sender: RequestSender) {
        self.sender = sender
        credentials = configuration.credentials
        customerKey = configuration.customerKey
        place = Mutex(configuration.endpoint)
        base = configuration.base
        let basePath = base.isEmpty ? "" : "/" + base.dropLast()
        location = configuration.location ?? StoreLocation(.s3, "s3://\(configuration.endpoint.bucket)\(basePath)")
    }

    /// Number of requests that were sent so far.
    var requestCount: Int64 { sender.ledger.requests }

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
        customerKey?.add(to: &headers)
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

    /// Waits in front of another try after a transfer that broke.
    func pause(after failures: Int, _ failure: TransportFailure) async throws(RequestFailure) {
        try await sender.pause(after: failures, asked: nil, otherwise: RequestFailure(failure, tries: failures))
    }

    /// Says what a failure means for the store or one of its objects.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError {
        S3Failure(location: location, endpoint: endpoint, base: base, isAnonymous: credentials == nil)
            .storageError(failure, action, key)
    }
}

extension S3Client: PageSource {
    func page(prefix: String, isLevel: Bool, token: String?) async throws(StorageError) -> ListingPage {
        var items = [(name: "list-type", value: "2"), ("encoding-type", "url"), ("max-keys", "1000")]
        if !prefix.isEmpty { items.append(("prefix", prefix)) }
        if isLevel { items.append(("delimiter", "/")) }
        if let token { items.append(("continuation-token", token)) }
        let query = PercentEncoding.query(items)
        var tries = 0
        while true {
            tries += 1
            do throws(RequestFailure) {
                let response = try await send(key: nil, query: query)
                do throws(TransportFailure) {
                    return try await Self.decoded(response)
                } catch {
                    guard error.isTransient, tries < Self.maximumPageTries else {
                        throw RequestFailure(error, tries: tries)
                    }
                    try await pause(after: tries, error)
                }
            } catch {
                throw storageError(error, .list, nil)
            }
        }
    }

    private static func decoded(_ response: HTTPResponse) async throws(TransportFailure) -> ListingPage {
        let (bytes, isComplete) = try await response.body.collect(limit: maximumPageByteCount)
        guard isComplete else {
            throw TransportFailure(.malformed, "a page of the listing has more than \(maximumPageByteCount) bytes")
        }
        do throws(FormatError) {
            return try S3ListingDecoder.page(bytes.span)
        } catch {
            throw TransportFailure(.malformed, "a page of the listing cannot be read: \(error.description)")
        }
    }
}

/// One object of a bucket.
struct S3Object: RangeSource {
    let client: S3Client
    let key: ObjectKey

    func request(_ range: Range<UInt64>, of version: ObjectVersion?) async throws(RequestFailure) -> HTTPResponse {
        try await client.get(client.base + key.text, range, of: version)
    }

    func storageError(_ failure: RequestFailure, _ action: StorageError.Action) -> StorageError {
        client.storageError(failure, action, key)
    }

    func pause(after failures: Int, _ failure: TransportFailure) async throws(RequestFailure) {
        try await client.pause(after: failures, failure)
    }
}
