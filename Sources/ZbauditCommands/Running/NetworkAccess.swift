#if Cloud
internal import CloudStorage
internal import NetworkTransport
internal import ObjectStorage

/// What all stores behind a network have in common: the transport, the budget of the run, and the senders of requests.
struct NetworkAccess {
    let environment = ProcessEnvironment.current
    let time = SystemTime()
    let transport: NetworkTransport

    private let proxies: ProxySettings
    private let ledger: RequestLedger
    private let width: Int
    private let patience: Duration?

    /// Transfers at once where the user does not say.
    private static let usualConnections = 16

    /// Takes what flags and environment say.
    ///
    /// - Parameter authorityVariable: The variable of the environment that names a file of certificates, where
    ///   `--ca-file` does not.
    /// - Throws: `CommandFailure` when something that the user gave makes no sense or cannot be read.
    init(_ options: NetworkOptions, authorityVariable: String? = nil) throws {
        width = options.connections ?? Self.usualConnections
        patience = options.patience.map { .seconds($0) }
        proxies = ProxySettings(environment)
        var authorityFile = options.caFile.map { (place: "--ca-file", path: $0) }
        if authorityFile == nil, let variable = authorityVariable {
            authorityFile = environment[variable].map { (variable, $0) }
        }
        if let file = authorityFile, let problem = CertificateFile.problem(file.path) {
            throw CommandFailure(.usage, "\(file.place) \(problem)")
        }
        transport = NetworkTransport(
            NetworkTransport.Configuration(
                proxies: proxies,
                connectionsPerHost: width,
                authorityFile: authorityFile?.path
            )
        )
        ledger = RequestLedger(
            budget: RequestLedger.Budget(
                requests: options.maxRequests,
                bytes: options.maxBytes?.value,
                bytesPerSecond: options.rate?.value
            ),
            time: time
        )
    }

    /// Says in advance whether requests to an origin can be sent.
    ///
    /// - Throws: `CredentialFailure` when they would need a proxy and the variable that is set for it names none.
    func check(_ origin: HTTPOrigin) throws(CredentialFailure) {
        do throws(ProxySettings.InvalidProxy) {
            try proxies.check(origin)
        } catch {
            throw CredentialFailure(error.description)
        }
    }

    /// Sends what is asked of the store itself.
    func sender(_ dialect: any ServiceDialect) -> RequestSender {
        var policy = RetryPolicy()
        if let patience { policy.patience = patience }
        return RequestSender(
            transport,
            dialect: dialect,
            gate: ConnectionGate(width: width, time: time),
            ledger: ledger,
            time: time,
            policy: policy
        )
    }

    /// Sends what is needed for credentials: counted apart, and given up sooner.
    func credentialSender(_ dialect: any ServiceDialect) -> RequestSender {
        var policy = RetryPolicy()
        policy.tries = 3
        policy.triesOfUnknown = 1
        policy.triesOfStalled = 1
        return RequestSender(
            transport,
            dialect: dialect,
            gate: ConnectionGate(width: 4, time: time),
            ledger: RequestLedger(time: time),
            time: time,
            policy: policy
        )
    }

    /// A store that is read over this network.
    func openStore(_ store: any ObjectStore) -> OpenStore {
        let ledger = ledger
        let transport = transport
        return OpenStore(
            store: store,
            width: width,
            exhaustedBudget: { ledger.exhaustedBudget },
            isRemote: true,
            close: { await transport.shutDown() }
        )
    }
}
#endif
