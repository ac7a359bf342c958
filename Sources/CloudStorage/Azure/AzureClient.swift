internal import ObjectStorage
internal import ZeebeFormat

/// Sends the two requests that reading a container needs: GET of a blob, and GET of a list.
struct AzureClient: Sendable {
    /// The version of the service that requests are written for. Names with characters that XML cannot hold are listed
    /// from 2021-02-12 on; whether something is a directory, from 2020-10-02 on.
    static let serviceVersion = "2021-12-02"

    let sender: RequestSender
    private let endpoint: AzureEndpoint
    private let authentication: AzureAuthentication

    /// How the store is called in messages.
    let location: StoreLocation

    /// What the names of the store's blobs begin with: empty, or it ends with `/`.
    let base: String

    /// The most bytes of a page: 5,000 of the longest names, each with some forty properties.
    private static let maximumPageByteCount = 48 * 1024 * 1024

    init(_ configuration: AzureBlobStore.Configuration, _ sender: RequestSender) {
        self.sender = sender
        endpoint = configuration.endpoint
        authentication = configuration.authentication
        base = configuration.base
        let basePath = base.isEmpty ? "" : "/" + base.dropLast()
        location = StoreLocation(.azure, "azure://\(endpoint.container)\(basePath)")
    }

    /// Asks for a range of a blob.
    func get(
        _ blob: String,
        _ range: Range<UInt64>,
        of version: ObjectVersion?
    ) async throws(RequestFailure) -> HTTPResponse {
        var headers = HTTPHeaders([("x-ms-range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")])
        if let version, version.isStrong { headers.add("If-Match", version.entityTag) }
        return Self.checked(try await send(path: endpoint.path(blob: blob), headers: headers))
    }

    /// An answer that is a whole small blob is compared with the MD5 that the service keeps, where it keeps one: of blobs
    /// that were written by one request. In larger ones Zeebe's own checksums are.
    private static func checked(_ response: HTTPResponse) -> HTTPResponse {
        let isPart = response.status == 206
        let text = response.headers[isPart ? "x-ms-blob-content-md5" : "content-md5"]
        guard case .md5(let digest)? = ProviderChecksum(md5: text) else { return response }
        let content = response.headers["content-range"].flatMap { ContentRange($0) }
        let size = isPart ? content?.size : response.headers.count("content-length")
        let isWhole = !isPart || content?.bytes?.lowerBound == 0 && content?.bytes?.upperBound == size
        guard let size, isWhole, size <= UInt64(HeadAllowance.usual) else { return response }
        let body = MD5CheckedBody(response.body, byteCount: Int(size), digest: digest)
        return HTTPResponse(status: response.status, headers: response.headers, body: body)
    }

    private func send(
        path: String,
        query: String = "",
        headers: HTTPHeaders = HTTPHeaders()
    ) async throws(RequestFailure) -> HTTPResponse {
        var request = HTTPRequest(.get, endpoint.service.origin, path: path, query: query, headers: headers)
        request.headers.set("x-ms-version", Self.serviceVersion)
        return try await sender.send(request, signer: authentication.signer)
    }

    /// Says what a failure means for the store or one of its blobs.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError {
        AzureFailure(location: location, endpoint: endpoint, authentication: authentication, now: sender.time.now)
            .storageError(failure, action, key)
    }
}

extension AzureClient: CloudClient {
    func page(prefix: String, isLevel: Bool, token: String?) async throws(StorageError) -> ListingPage {
        var items = [(name: "restype", value: "container"), ("comp", "list"), ("maxresults", "5000")]
        if !prefix.isEmpty { items.append(("prefix", prefix)) }
        if isLevel { items.append(("delimiter", "/")) }
        if let token { items.append(("marker", token)) }
        let query = PercentEncoding.query(items)
        return try await self.page { () async throws(RequestFailure) in
            try await send(path: endpoint.path(), query: query)
                .page(limit: Self.maximumPageByteCount) { bytes throws(FormatError) in
                    try AzureListingDecoder.page(bytes)
                }
        }
    }
}
