public import ObjectStorage

/// One page of a service's listing.
public struct ListingPage: Sendable {
    /// One line of it: an object, or the common beginning of several keys.
    public struct Line: Equatable, Sendable {
        /// The whole key, or the common beginning with the delimiter at its end, as the service has it.
        public let key: String
        /// Size in bytes; `nil` for a common beginning.
        public let size: UInt64?
        /// When the object was last written, where the service says so.
        public let modified: ModificationTime?
        /// The checksum of the object that the service keeps, where it says so.
        public let checksum: ProviderChecksum?
        /// What the object's writer attached to it, where the service says so.
        public let metadata: [String: String]

        /// Creates the line of an object.
        public init(
            object key: String,
            size: UInt64,
            modified: ModificationTime?,
            checksum: ProviderChecksum? = nil,
            metadata: [String: String] = [:]
        ) {
            self.key = key
            self.size = size
            self.modified = modified
            self.checksum = checksum
            self.metadata = metadata
        }

        /// Creates the line of a common beginning.
        public init(prefix: String) {
            key = prefix
            size = nil
            modified = nil
            checksum = nil
            metadata = [:]
        }
    }

    /// The lines, in any order within the page.
    public var lines: [Line]

    /// What names the next page; `nil` for the last one.
    public var nextToken: String?

    /// Creates a page.
    public init(lines: [Line], nextToken: String?) {
        self.lines = lines
        self.nextToken = nextToken
    }
}

/// A service that lists its objects page by page.
public protocol PageSource: Sendable {
    /// Fetches one page of the keys that begin with a prefix.
    ///
    /// - Parameters:
    ///   - prefix: What all keys begin with.
    ///   - isLevel: Whether keys that go on behind the next `/` are put together.
    ///   - token: What the page before named; `nil` for the first page.
    /// - Throws: `StorageError`.
    func page(prefix: String, isLevel: Bool, token: String?) async throws(StorageError) -> ListingPage
}
