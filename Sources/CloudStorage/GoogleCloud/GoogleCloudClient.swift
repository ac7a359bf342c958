internal import ObjectStorage
internal import ZeebeFormat

/// Sends the two requests that reading a bucket needs: GET of an object's bytes, and GET of a list.
final class GoogleCloudClient: Sendable {
    let sender: RequestSender
    private let tokens: GoogleTokenCache?
    private let endpoint: GoogleCloudEndpoint

    /// How the store is called in messages.
    let location: StoreLocation

    /// What the names of the store's objects begin with: empty, or it ends with `/`.
    let base: String

    /// The most lines of a page.
    private static let pageLineCount = 1000

    /// The most bytes of a page: a thousand objects with as much custom metadata as objects may have, and room.
    private static let maximumPageByteCount = 32 * 1024 * 1024

    init(_ configuration: GoogleCloudStore.Configuration, _ sender: RequestSender) {
        self.sender = sender
        tokens = configuration.tokens
        endpoint = configuration.endpoint
        base = configuration.base
        let basePath = base.isEmpty ? "" : "/" + base.dropLast()
        location = StoreLocation(.gcs, "gs://\(configuration.endpoint.bucket)\(basePath)")
    }

    /// Asks for a range of an object.
    func get(
        _ name: String,
        _ range: Range<UInt64>,
        of version: ObjectVersion?
    ) async throws(RequestFailure) -> HTTPResponse {
        var items = [(name: "alt", value: "media")]
        if let version { items.append(("ifGenerationMatch", version.entityTag)) }
        let response = try await send(
            endpoint.objectPath(name),
            items,
            // Otherwise the service would undo a compression that somebody stored the object with: then neither its size
            // nor its checksum are those of the bytes that come, and not those that a restore gets.
            HTTPHeaders([
                ("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"), ("Accept-Encoding", "gzip"),
            ])
        )
        // An object of which the same bytes were written again has the same entity tag, but another generation: what
        // tells versions apart here, and what later requests are bound to, is the generation.
        var headers = HTTPHeaders(
            response.headers.fields.filter { $0.name.lowercased() != "etag" }.map { ($0.name, $0.value) }
        )
        if let generation = headers.count("x-goog-generation") { headers.add("ETag", String(generation)) }
        return HTTPResponse(status: response.status, headers: headers, body: response.body)
    }

    private func send(
        _ path: String,
        _ items: [(name: String, value: String)],
        _ headers: HTTPHeaders = HTTPHeaders()
    ) async throws(RequestFailure) -> HTTPResponse {
        let request = HTTPRequest(
            .get,
            endpoint.origin,
            path: path,
            query: PercentEncoding.query(items),
            headers: headers
        )
        guard let tokens else { return try await sender.send(request, signer: AnonymousSigner()) }
        return try await sender.send(request, signer: BearerSigner(tokens))
    }

    /// Says what a failure means for the store or one of its objects.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError {
        GoogleCloudFailure(location: location, endpoint: endpoint, isAnonymous: tokens == nil)
            .storageError(failure, action, key)
    }
}

// MARK: Lists

extension GoogleCloudClient: CloudClient {
    func page(prefix: String, isLevel: Bool, token: String?) async throws(StorageError) -> ListingPage {
        var items = [
            (name: "maxResults", value: String(Self.pageLineCount)), ("fields", GoogleCloudListingDecoder.fields),
        ]
        if !prefix.isEmpty { items.append(("prefix", prefix)) }
        if isLevel { items.append(("delimiter", "/")) }
        return try await self.page { () async throws(RequestFailure) in try await provenPage(items, token) }
    }

    /// Fetches a page, and looks behind it where it may not be the last though it says so: it is full, or it ends a list of
    /// several pages.
    private func provenPage(
        _ items: [(name: String, value: String)],
        _ token: String?
    ) async throws(RequestFailure) -> Result<ListingPage, TransportFailure> {
        let fetched = try await fetch(items + (token.map { [("pageToken", $0)] } ?? []))
        guard case .success(let page) = fetched, page.nextToken == nil,
            token != nil || page.lines.count >= Self.pageLineCount
        else { return fetched }
        return try await proveLast(page, items).map { page }
    }

    /// Proves that nothing follows a page that names no next one: in this API a token that got lost looks like
    /// the end of the list.
    private func proveLast(
        _ page: ListingPage,
        _ items: [(name: String, value: String)]
    ) async throws(RequestFailure) -> Result<Void, TransportFailure> {
        let keys = page.lines.map(\.key)
        guard let last = keys.max(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) else { return .success(()) }
        return try await fetch(items + [("startOffset", last)]).flatMap { next in
            let isLast = next.lines.allSatisfy { !last.utf8.lexicographicallyPrecedes($0.key.utf8) }
            return isLast
                ? .success(())
                : .failure(TransportFailure(.malformed, "a page of the listing that is not the last names no next one"))
        }
    }

    private func fetch(
        _ items: [(name: String, value: String)]
    ) async throws(RequestFailure) -> Result<ListingPage, TransportFailure> {
        try await send(endpoint.listPath, items).page(limit: Self.maximumPageByteCount) { bytes throws(FormatError) in
            try unsafe GoogleCloudListingDecoder.page(bytes.bytes)
        }
    }
}
