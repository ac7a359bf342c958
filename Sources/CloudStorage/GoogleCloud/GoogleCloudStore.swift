public import ObjectStorage

/// A bucket of Google Cloud Storage, read only, over the JSON API. ``interoperable(_:custom:key:sender:time:)`` is
/// one over the XML API.
///
/// Only GET requests are sent: of objects, by ranges, and of lists. The rights that it needs are `storage.objects.get` and
/// `storage.objects.list`.
public struct GoogleCloudStore: ObjectStore {
    /// What names a store and opens it.
    public struct Configuration: Sendable {
        /// Bucket and address.
        public var endpoint: GoogleCloudEndpoint
        /// What all names of objects begin with: empty, or it ends with `/`.
        public var base: String
        /// Where tokens come from; `nil` to send requests without one.
        public var tokens: GoogleTokenCache?

        /// Creates a configuration.
        public init(endpoint: GoogleCloudEndpoint, base: String, tokens: GoogleTokenCache?) {
            self.endpoint = endpoint
            self.base = base
            self.tokens = tokens
        }
    }

    private let client: GoogleCloudClient
    private let allowance = HeadAllowance(byteCount: HeadAllowance.ofStore)

    /// Creates a store. Nothing is sent before it is asked for something.
    ///
    /// - Parameter sender: Sends requests; its dialect is ``GoogleDialect``.
    public init(_ configuration: Configuration, sender: RequestSender) {
        client = GoogleCloudClient(configuration, sender)
    }

    /// Which bucket, and what part of it.
    public var location: StoreLocation { client.location }

    /// Number of requests that were sent so far, repeated ones included.
    public var requestCount: Int64 { client.requestCount }

    /// Lists the bucket, a page of 1,000 names at a time.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        try await client.list(scope, visit)
    }

    /// Opens an object by asking for its first bytes.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        try await CloudReader.open(CloudObject(client: client, key: key), allowance)
    }
}
