public import ObjectStorage

/// A bucket of S3, or of a service that is compatible with it, read only.
///
/// Only GET requests are sent: of objects, by ranges, and of lists. The rights that it needs are `s3:GetObject` and
/// `s3:ListBucket`.
public struct S3Store: ObjectStore {
    /// What names a store and opens it.
    public struct Configuration: Sendable {
        /// Bucket, address and region.
        public var endpoint: S3Endpoint
        /// What all keys begin with: empty, or it ends with `/`.
        public var base: String
        /// Credentials; `nil` to send requests that nobody signs.
        public var credentials: AWSCredentialCache?
        /// The customer's own key of encryption, which is sent over TLS only: at an `http` endpoint no object is read.
        public var customerKey: SSECustomerKey?
        /// How the store is called in messages; `nil` for what follows from the other values.
        public var location: StoreLocation?

        /// Creates a configuration.
        public init(
            endpoint: S3Endpoint,
            base: String,
            credentials: AWSCredentialCache?,
            customerKey: SSECustomerKey? = nil
        ) {
            self.endpoint = endpoint
            self.base = base
            self.credentials = credentials
            self.customerKey = customerKey
        }
    }

    private let client: S3Client
    private let allowance = HeadAllowance(byteCount: HeadAllowance.ofStore)

    /// Creates a store. Nothing is sent before it is asked for something.
    public init(_ configuration: Configuration, sender: RequestSender) {
        client = S3Client(configuration, sender)
    }

    /// Which bucket, and what part of it.
    public var location: StoreLocation { client.location }

    /// Number of requests that were sent so far, repeated ones included.
    public var requestCount: Int64 { client.requestCount }

    /// Lists the bucket, a page of 1,000 keys at a time.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        try await client.list(scope, visit)
    }

    /// Opens an object by asking for its first bytes.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        try await CloudReader.open(CloudObject(client: client, key: key), allowance)
    }
}
