#if Cloud
internal import CloudStorage
internal import Cryptography

/// What a broker's configuration says about its store, in the words of what opens stores.
enum ConfiguredStore {
    /// Settings of an S3 bucket.
    struct S3 {
        var endpoint: String?
        var region: String?
        var credentials: AWSCredentials?
        var usesPathStyle: Bool
        var customerKey: SSECustomerKey?
    }

    /// Settings of a bucket of Google Cloud Storage.
    struct GoogleCloud {
        var endpoint: String?
        var isAnonymous: Bool
    }

    /// Settings of an Azure container.
    struct Azure {
        var account: String?
        var endpoint: String?
        var credentials: (text: Secret, place: String)?
    }
}
#endif
