public import Cryptography
internal import SafeText

/// The store that a broker's configuration names, with what is needed to read it.
public struct BackupStoreSettings: Sendable {
    /// The store.
    public var store: Store
    /// What was understood, for people: names as the user wrote them, values without secrets.
    public var facts: [Fact]

    /// A property that was understood.
    public struct Fact: Sendable, Equatable {
        /// Name of the property: `s3.bucketName`.
        public var name: String
        /// Its value, or `(secret)`.
        public var value: String
        /// Where it stands.
        public var origin: String
    }

    /// The kinds of stores.
    public enum Store: Sendable {
        /// A directory.
        case filesystem(path: String)
        /// An S3 bucket.
        case s3(S3)
        /// A Google Cloud Storage bucket.
        case googleCloud(GoogleCloud)
        /// An Azure container.
        case azure(Azure)
    }

    /// Settings of the S3 store.
    public struct S3: Sendable {
        /// Name of the bucket.
        public var bucket: String
        /// What all keys begin with, without slashes at its ends; `nil` when there is nothing.
        public var basePath: String?
        /// Address of the service; `nil` for the region's own.
        public var endpoint: String?
        /// Region; `nil` for that of the environment.
        public var region: String?
        /// Key id and secret; `nil` for those of the environment.
        public var credentials: (accessKey: Secret, secretKey: Secret)?
        /// Whether the bucket's name stands in the path rather than in the host's name.
        public var usesPathStyle: Bool
        /// The key of the customer that objects are encrypted with, 32 bytes.
        public var customerKey: Secret?
    }

    /// Settings of the Google Cloud Storage store.
    public struct GoogleCloud: Sendable {
        /// Name of the bucket.
        public var bucket: String
        /// What all names begin with, without slashes at its ends; `nil` when there is nothing.
        public var basePath: String?
        /// Address of the service; `nil` for Google's own.
        public var endpoint: String?
        /// Whether requests are sent without credentials.
        public var isAnonymous: Bool
    }

    /// Settings of the Azure store.
    public struct Azure: Sendable {
        /// Name of the container.
        public var container: String
        /// Address of the service; `nil` when the account's name or the connection string tells.
        public var endpoint: String?
        /// Name of the account.
        public var accountName: String?
        /// How requests are signed.
        public var credentials: Credentials?

        /// The ways to sign requests.
        public enum Credentials: Sendable {
            /// The account's key.
            case accountKey(Secret)
            /// A connection string, which holds all there is.
            case connectionString(Secret)
            /// A shared access signature.
            case sasToken(Secret)

            /// The text of them.
            public var text: Secret {
                switch self {
                case .accountKey(let text), .connectionString(let text), .sasToken(let text): text
                }
            }
        }
    }
}
