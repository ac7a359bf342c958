internal import ObjectStorage
internal import ZeebeFormat

/// Sends the requests that reading one store needs, in the language of its service.
protocol CloudClient: PageSource {
    /// Sends the store's requests.
    var sender: RequestSender { get }

    /// How the store is called in messages.
    var location: StoreLocation { get }

    /// What the names of the store's objects begin with: empty, or it ends with `/`.
    var base: String { get }

    /// Asks for a range of an object.
    func get(
        _ name: String,
        _ range: Range<UInt64>,
        of version: ObjectVersion?
    ) async throws(RequestFailure) -> HTTPResponse

    /// Says what a failure means for the store or one of its objects.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError
}

/// The most tries of a page whose answer breaks or makes no sense.
private let maximumPageTries = 4

extension CloudClient {
    /// Number of requests that were sent so far, repeated ones included.
    var requestCount: Int64 { sender.ledger.requests }

    /// Lists the store.
    func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        try await CloudListing(source: self, base: base, location: location).list(scope, visit)
    }

    /// Fetches a page, again where its answer breaks or makes no sense.
    func page(
        _ fetch: () async throws(RequestFailure) -> Result<ListingPage, TransportFailure>
    ) async throws(StorageError) -> ListingPage {
        var tries = 0
        while true {
            tries += 1
            do throws(RequestFailure) {
                switch try await fetch() {
                case .success(let page): return page
                case .failure(let failure):
                    guard failure.isTransient, tries < maximumPageTries else {
                        throw RequestFailure(failure, tries: tries)
                    }
                    try await pause(after: tries, failure)
                }
            } catch {
                throw storageError(error, .list, nil)
            }
        }
    }

    /// Waits in front of another try after a transfer that broke.
    fileprivate func pause(after failures: Int, _ failure: TransportFailure) async throws(RequestFailure) {
        try await sender.pause(after: failures, asked: nil, otherwise: RequestFailure(failure, tries: failures))
    }
}

/// One object of a store.
struct CloudObject: RangeSource {
    let client: any CloudClient
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

extension HTTPResponse {
    /// Reads the page of a listing that this answer is.
    ///
    /// - Parameter limit: The most bytes that it may have.
    func page(
        limit: Int,
        _ decode: (Span<UInt8>) throws(FormatError) -> ListingPage
    ) async -> Result<ListingPage, TransportFailure> {
        let bytes: [UInt8]
        do throws(TransportFailure) {
            let (collected, isComplete) = try await body.collect(limit: limit)
            guard isComplete else {
                throw TransportFailure(.malformed, "a page of the listing has more than \(limit) bytes")
            }
            bytes = collected
        } catch {
            return .failure(error)
        }
        do throws(FormatError) {
            return .success(try decode(bytes.span))
        } catch {
            return .failure(
                TransportFailure(.malformed, "a page of the listing cannot be read: \(error.description)")
            )
        }
    }
}
