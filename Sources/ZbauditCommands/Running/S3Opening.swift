#if Cloud
internal import CloudStorage
internal import SafeText

/// Opens a bucket with what flags, environment and the user's AWS files say.
struct S3Opening {
    private let options: NetworkOptions
    private let configured: ConfiguredStore.S3?

    /// - Parameter configured: What the broker's configuration says; flags go before it.
    init(_ options: NetworkOptions, _ configured: ConfiguredStore.S3? = nil) {
        self.options = options
        self.configured = configured
    }

    /// Opens the store behind `s3://`.
    ///
    /// - Throws: `CommandFailure` when something that the user gave makes no sense or cannot be read.
    func open(_ rest: String) throws -> OpenStore {
        guard let address = S3Address(rest) else {
            throw CommandFailure(
                .usage,
                "s3://\(PrintableText.form(of: rest)) names no bucket: expected s3://bucket or s3://bucket/base/path"
            )
        }
        let access = try NetworkAccess(options, authorityVariable: "AWS_CA_BUNDLE")
        do throws(CredentialFailure) {
            let configuration = try configuration(address, access)
            try access.check(configuration.endpoint.origin)
            return access.openStore(S3Store(configuration, sender: access.sender(S3Dialect())))
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    private func configuration(
        _ address: S3Address,
        _ access: NetworkAccess
    ) throws(CredentialFailure) -> S3Store.Configuration {
        var flags = AWSConfiguration.Flags()
        flags.profile = options.profile
        flags.credentialsFile = options.credentialsFile
        flags.region = options.region ?? configured?.region
        flags.endpoint = options.endpoint ?? configured?.endpoint
        flags.credentials = configured?.credentials
        let found = try AWSConfiguration(
            flags,
            access.environment,
            sender: access.credentialSender(S3Dialect())
        )
        var custom: HTTPBaseURL?
        if let endpoint = found.endpoint {
            guard let parsed = HTTPBaseURL(endpoint) else {
                throw CredentialFailure("the endpoint is no http:// or https:// address without query")
            }
            custom = parsed
        }
        let endpoint = S3Endpoint(
            bucket: address.bucket,
            region: found.region ?? S3Endpoint.defaultRegion,
            custom: custom,
            isPathStyle: options.pathStyle ?? configured?.usesPathStyle
        )
        let customerKey = try customerKey()
        if customerKey != nil, endpoint.origin.scheme != .https {
            throw CredentialFailure(
                "a customer's key (SSE-C) needs an https:// endpoint, not \(endpoint.origin): the key could be read on its way"
            )
        }
        return S3Store.Configuration(
            endpoint: endpoint,
            base: address.base,
            credentials: options.anonymous ? nil : AWSCredentialCache(found.credentials, time: access.time),
            customerKey: customerKey
        )
    }

    private func customerKey() throws(CredentialFailure) -> SSECustomerKey? {
        guard let path = options.customerKeyFile else { return configured?.customerKey }
        return try SSECustomerKey(file: path)
    }
}
#endif
