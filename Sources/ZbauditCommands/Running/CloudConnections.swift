#if Cloud
internal import CloudStorage
internal import NetworkTransport
internal import ObjectStorage

/// The connections of a run to services, as the user's options want them.
struct CloudConnections {
    /// How many transfers there may be at once to the store.
    let width: Int

    /// What the run may use up, and has used up.
    let ledger: RequestLedger

    /// The clocks.
    let time: SystemTime

    private let transport: NetworkTransport

    /// Transfers at once where the user does not say.
    private static let usualWidth = 16

    /// Prepares connections. Nothing is sent yet.
    ///
    /// - Throws: `CommandFailure` when a proxy makes no sense, or the file of authorities cannot be read.
    init(_ options: NetworkOptions, _ environment: ProcessEnvironment) throws {
        let proxies: ProxySettings
        do throws(ProxySettings.InvalidProxy) {
            proxies = try ProxySettings(environment)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        if let file = options.caFile, let problem = CertificateFile.problem(file) {
            throw CommandFailure(.usage, "--ca-file \(problem)")
        }
        time = SystemTime()
        width = options.connections ?? Self.usualWidth
        ledger = RequestLedger(
            budget: RequestLedger.Budget(
                requests: options.maxRequests,
                bytes: options.maxBytes?.value,
                bytesPerSecond: options.rate?.value
            ),
            time: time
        )
        transport = NetworkTransport(
            NetworkTransport.Configuration(
                proxies: proxies,
                connectionsPerHost: width,
                authorityFile: options.caFile
            )
        )
    }

    /// Sends requests to the store.
    func storeSender(_ dialect: any ServiceDialect) -> RequestSender {
        RequestSender(
            transport,
            dialect: dialect,
            gate: ConnectionGate(width: width, time: time),
            ledger: ledger,
            time: time
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

    /// What is open, and how it is closed.
    func opened(_ store: any ObjectStore) -> OpenStore {
        OpenStore(
            store: store,
            width: width,
            exhaustedBudget: { [ledger] in ledger.exhaustedBudget },
            close: { [transport] in await transport.shutDown() }
        )
    }
}
#endif
