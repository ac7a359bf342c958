#if Cloud
internal import CloudStorage
internal import SafeText

/// Opens a bucket of Google Cloud Storage with what flags, environment and Google's own files say.
struct GoogleCloudOpening {
    private let options: NetworkOptions
    private let configured: ConfiguredStore.GoogleCloud?

    /// - Parameter configured: What the broker's configuration says; flags go before it.
    init(_ options: NetworkOptions, _ configured: ConfiguredStore.GoogleCloud? = nil) {
        self.options = options
        self.configured = configured
    }

    /// Opens the store behind `gs://`.
    ///
    /// - Throws: `CommandFailure` when something that the user gave makes no sense or cannot be read.
    func open(_ rest: String) throws -> OpenStore {
        guard let address = GoogleCloudAddress(rest) else {
            throw CommandFailure(
                .usage,
                "gs://\(PrintableText.form(of: rest)) names no bucket: expected gs://bucket or gs://bucket/base/path"
            )
        }
        var custom: HTTPBaseURL?
        if let endpoint = options.endpoint ?? configured?.endpoint {
            guard let parsed = HTTPBaseURL(endpoint) else {
                throw CommandFailure(.usage, "the endpoint is no http:// or https:// address without query")
            }
            custom = parsed
        }
        let endpoint = GoogleCloudEndpoint(bucket: address.bucket, custom: custom)
        let access = try NetworkAccess(options)
        do throws(CredentialFailure) {
            try access.check(endpoint.origin)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        if let file = options.hmacKeyFile {
            let key: GoogleHMACKey
            do throws(CredentialFailure) {
                key = try GoogleHMACKey(file: file)
            } catch {
                throw CommandFailure(.usage, "--hmac-key-file \(error.description)")
            }
            return access.openStore(
                GoogleCloudStore.interoperable(
                    address,
                    custom: custom,
                    key: key,
                    sender: access.sender(S3Dialect()),
                    time: access.time
                )
            )
        }
        let configuration = GoogleCloudStore.Configuration(
            endpoint: endpoint,
            base: address.base,
            tokens: isAnonymous ? nil : tokens(access)
        )
        return access.openStore(GoogleCloudStore(configuration, sender: access.sender(GoogleDialect())))
    }

    /// Whether nothing is to be signed. A file of credentials on the command line goes before the broker's `auth: none`.
    private var isAnonymous: Bool {
        options.anonymous || (configured?.isAnonymous == true && options.credentialsFile == nil)
    }

    private func tokens(_ access: NetworkAccess) -> GoogleTokenCache {
        // Two senders, since a clock that one service corrects need not be that of the other.
        let credentials = ApplicationDefaultCredentials(
            file: options.credentialsFile,
            environment: access.environment,
            sender: access.credentialSender(GoogleDialect()),
            metadataSender: access.credentialSender(GoogleDialect())
        )
        return GoogleTokenCache(credentials, time: access.time)
    }
}
#endif
