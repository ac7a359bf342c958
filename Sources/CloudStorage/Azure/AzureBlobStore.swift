public import ObjectStorage

/// A container of Azure Blob Storage, or of a service that speaks its language, read only.
///
/// Only GET requests are sent: of blobs, by ranges, and of lists. The right that it needs is
/// `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`, or in a shared access signature `r` and `l`.
public struct AzureBlobStore: ObjectStore {
    /// What names a store and opens it.
    public struct Configuration: Sendable {
        /// Container, address and account.
        public var endpoint: AzureEndpoint
        /// What all blob names begin with: empty, or it ends with `/`.
        public var base: String
        /// How requests are made acceptable.
        public var authentication: AzureAuthentication

        /// Creates a configuration.
        public init(endpoint: AzureEndpoint, base: String, authentication: AzureAuthentication) {
            self.endpoint = endpoint
            self.base = base
            self.authentication = authentication
        }
    }

    private let client: AzureClient
    private let allowance = HeadAllowance(byteCount: HeadAllowance.ofStore)

    /// Creates a store. Nothing is sent before it is asked for something.
    public init(_ configuration: Configuration, sender: RequestSender) {
        client = AzureClient(configuration, sender)
    }

    /// Which container, and what part of it.
    public var location: StoreLocation { client.location }

    /// Number of requests that were sent so far, besides those for tokens.
    public var requestCount: Int64 { client.requestCount }

    /// Lists the container, a page of 5,000 names at a time.
    ///
    /// The service lists by the bytes of the names, blobs and common beginnings mixed. Accounts with a hierarchical
    /// namespace list a directory's contents where its name alone would stand, which differs only for siblings such as `a`
    /// and `a-b`; a listing that turns out so is refused.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        try await client.list(scope, visit)
    }

    /// Opens a blob by asking for its first bytes.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        try await CloudReader.open(CloudObject(client: client, key: key), allowance)
    }
}
