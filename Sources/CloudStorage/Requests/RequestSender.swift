internal import ZeebeFormat

/// Sends requests to one service: signed, counted, bounded in number, and repeated where that makes sense.
public struct RequestSender: Sendable {
    private let transport: any HTTPTransport
    private let dialect: any ServiceDialect
    private let gate: ConnectionGate
    private let state = ServiceState()

    /// Counts of requests and bytes.
    public let ledger: RequestLedger

    /// The clocks.
    public let time: any TimeSource

    /// How often requests are repeated.
    public let policy: RetryPolicy

    /// The most bytes of an answer that says what is wrong.
    private static let problemByteCount = 64 * 1024

    /// Creates a sender.
    public init(
        _ transport: any HTTPTransport,
        dialect: any ServiceDialect,
        gate: ConnectionGate,
        ledger: RequestLedger,
        time: any TimeSource,
        policy: RetryPolicy = RetryPolicy()
    ) {
        self.transport = transport
        self.dialect = dialect
        self.gate = gate
        self.ledger = ledger
        self.time = time
        self.policy = policy
    }

    /// Sends a request until it is fulfilled or cannot be.
    ///
    /// Repeated are: requests without answer, answers 429 and 5xx, once a request that the service refused for the time in
    /// its signature, with the service's own time, and once one whose credentials have expired, with new ones.
    ///
    /// - Returns: An answer whose status says success.
    /// - Throws: `RequestFailure`.
    public func send(
        _ request: HTTPRequest,
        signer: any RequestSigner
    ) async throws(RequestFailure) -> HTTPResponse {
        let begin = time.uptime
        var tries = 0
        var hasCorrectedClock = false
        var hasRenewedCredentials = false
        while true {
            tries += 1
            let outcome = try await attempt(request, signer, tries: tries)
            switch outcome {
            case .fulfilled(let response):
                state.noteAnswer(at: time.uptime)
                return response
            case .broken(let failure):
                guard failure.isTransient,
                    state.isWorthAnotherTry(after: tries, since: begin, now: time.uptime, policy, failure)
                else {
                    throw failed(RequestFailure(failure, tries: tries))
                }
                try await pause(after: tries, asked: nil, otherwise: .transport(failure, tries: tries))
            case .refused(let problem, let headers, let signed, let signingTime):
                if !hasCorrectedClock, correctClock(problem, headers, signingTime) {
                    hasCorrectedClock = true
                } else if problem.kind == .expiredCredentials, !hasRenewedCredentials {
                    hasRenewedCredentials = true
                    guard await signer.renewCredentials(in: signed) else { throw .service(problem, tries: tries) }
                } else if problem.isTransient {
                    guard state.isWorthAnotherTry(after: tries, since: begin, now: time.uptime, policy) else {
                        throw failed(.service(problem, tries: tries))
                    }
                    try await pause(
                        after: tries,
                        asked: RetryAfter.pause(headers, now: time.now),
                        otherwise: .service(problem, tries: tries)
                    )
                } else {
                    state.noteAnswer(at: time.uptime)
                    throw .service(problem, tries: tries)
                }
            }
        }
    }

    /// Waits in front of another try of something that failed.
    ///
    /// - Throws: `otherwise` when the service asks for a longer pause than anybody waits; `cancelled`.
    func pause(after failures: Int, asked: Duration?, otherwise: RequestFailure) async throws(RequestFailure) {
        guard let pause = policy.pause(after: failures, asked: asked) else { throw failed(otherwise) }
        do throws(CancellationError) {
            try await time.sleep(for: pause)
        } catch {
            throw .cancelled
        }
    }

    // MARK: One try

    private enum Outcome {
        case fulfilled(HTTPResponse)
        case refused(ServiceProblem, HTTPHeaders, signed: HTTPRequest, at: Timestamp)
        case broken(TransportFailure)
    }

    private func attempt(
        _ request: HTTPRequest,
        _ signer: any RequestSigner,
        tries: Int
    ) async throws(RequestFailure) -> Outcome {
        guard let ticket = await gate.enter() else { throw .cancelled }
        let signed: HTTPRequest
        let signingTime = time.now.advanced(by: state.skew)
        do throws(CredentialFailure) {
            signed = try await signer.signed(request, at: signingTime)
        } catch {
            throw error.isCancelled ? .cancelled : .credentials(error)
        }
        if let budget = ledger.beginRequest() { throw .budget(budget) }
        do throws(TransportFailure) {
            let response = try await transport.send(signed)
            let body = MeteredBody(response.body, ticket, ledger)
            if response.isSuccess {
                return .fulfilled(HTTPResponse(status: response.status, headers: response.headers, body: body))
            }
            let text = try await body.collect(limit: Self.problemByteCount).bytes
            body.cancel()
            return .refused(
                dialect.problem(status: response.status, headers: response.headers, body: text),
                response.headers,
                signed: signed,
                at: signingTime
            )
        } catch {
            ticket.release()
            return .broken(error)
        }
    }

    private func failed(_ failure: RequestFailure) -> RequestFailure {
        switch failure {
        case .service, .transport: state.noteFailure()
        case .credentials, .budget, .cancelled: break
        }
        return failure
    }

    // MARK: The clock

    /// Differences up to this are nobody's concern.
    private static let toleratedSkew = Duration.seconds(240)

    /// Whether a refusal is about the time in a signature, so that another try with the service's time makes sense.
    ///
    /// - Parameter signingTime: The time in the signature. Another request may have corrected the clock since then.
    private func correctClock(_ problem: ServiceProblem, _ headers: HTTPHeaders, _ signingTime: Timestamp) -> Bool {
        switch problem.kind {
        case .clockSkew, .denied, .wrongCredentials, .expiredCredentials: break
        default: return false
        }
        guard let serverTime = headers["date"].flatMap(HTTPDate.parse) else { return false }
        let difference = serverTime.interval(since: signingTime)
        let isLarge = difference > Self.toleratedSkew || difference < .zero - Self.toleratedSkew
        guard isLarge || (problem.kind == .clockSkew && difference != .zero) else { return false }
        state.correctClock(to: serverTime, ours: time.now)
        return true
    }
}
