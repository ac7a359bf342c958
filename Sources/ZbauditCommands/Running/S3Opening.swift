#if Cloud
internal import CloudStorage
internal import NetworkTransport
internal import ObjectStorage

/// Opens a bucket with what flags, environment and the user's AWS files say.
struct S3Opening {
    private let options: NetworkOptions
    private let environment = ProcessEnvironment.current
    private let time = SystemTime()

    /// Transfers at once where the user does not say.
    private static let usualConnections = 16

    init(_ options: NetworkOptions) {
        self.options = options
    }

    /// Opens the store behind `s3://`.
    ///
    /// - Throws: `CommandFailure` when something that the user gave makes no sense or cannot be read.
    func open(_ rest: String) throws -> OpenStore {
        guard let address = S3Address(rest) else {
            throw CommandFailure(.usage, "s3://\(rest) names no bucket: expected s3://bucket or s3://bucket/base/path")
        }
        if options.account != nil { throw CommandFailure(.usage, "--account is for azure:// only") }
        let width = options.connections ?? Self.usualConnections
        let transport = try transport(width)
        do throws(CredentialFailure) {
            let configuration = try configuration(address, transport)
            let ledger = RequestLedger(
                budget: RequestLedger.Budget(
                    requests: options.maxRequests,
                    bytes: options.maxBytes?.value,
                    bytesPerSecond: options.rate?.value
                ),
                time: time
            )
            let sender = RequestSender(
                transport,
                dialect: S3Dialect(),
                gate: ConnectionGate(width: width, time: time),
                ledger: ledger,
                time: time
            )
            return OpenStore(
                store: S3Store(configuration, sender: sender),
                width: width,
                exhaustedBudget: { ledger.exhaustedBudget },
                close: { await transport.shutDown() }
            )
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    private func transport(_ width: Int) throws -> NetworkTransport {
        let proxies: ProxySettings
        do throws(ProxySettings.InvalidProxy) {
            proxies = try ProxySettings(environment)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        if let file = options.caFile { try Self.checkReadable(file) }
        return NetworkTransport(
            NetworkTransport.Configuration(
                proxies: proxies,
                connectionsPerHost: width,
                authorityFile: options.caFile ?? environment["AWS_CA_BUNDLE"]
            )
        )
    }

    private static func checkReadable(_ path: String) throws {
        guard let problem = CertificateFile.problem(path) else { return }
        throw CommandFailure(.usage, "--ca-file \(problem)")
    }

    private func configuration(
        _ address: S3Address,
        _ transport: NetworkTransport
    ) throws(CredentialFailure) -> S3Store.Configuration {
        var flags = AWSConfiguration.Flags()
        flags.profile = options.profile
        flags.credentialsFile = options.credentialsFile
        flags.region = options.region
        flags.endpoint = options.endpoint
        let access = try AWSConfiguration(flags, environment, sender: credentialSender(transport))
        var custom: HTTPBaseURL?
        if let endpoint = access.endpoint {
            guard let parsed = HTTPBaseURL(endpoint) else {
                throw CredentialFailure("the endpoint is no http:// or https:// address without query")
            }
            custom = parsed
        }
        return S3Store.Configuration(
            endpoint: S3Endpoint(
                bucket: address.bucket,
                region: access.region ?? S3Endpoint.defaultRegion,
                custom: custom,
                isPathStyle: options.pathStyle
            ),
            base: address.base,
            credentials: options.anonymous ? nil : AWSCredentialCache(access.credentials, time: time),
            customerKey: try options.customerKeyFile.map { path throws(CredentialFailure) in
                try SSECustomerKey(file: path)
            }
        )
    }

    /// Sends what is needed for credentials: counted apart, and given up sooner.
    private func credentialSender(_ transport: NetworkTransport) -> RequestSender {
        var policy = RetryPolicy()
        policy.tries = 3
        policy.triesOfUnknown = 1
        policy.triesOfStalled = 1
        return RequestSender(
            transport,
            dialect: S3Dialect(),
            gate: ConnectionGate(width: 4, time: time),
            ledger: RequestLedger(time: time),
            time: time,
            policy: policy
        )
    }
}
#endif
