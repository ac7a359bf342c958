public import ZeebeFormat

extension RequestSender {
    /// The most bytes of an answer with credentials.
    private static var maximumByteCount: Int { 256 * 1024 }

    /// Sends a request to a service that gives out credentials and returns the body of its answer.
    ///
    /// - Parameter what: What is asked for, for messages.
    /// - Throws: `CredentialFailure` without any part of the answer but the service's own error code.
    func credentialText(
        _ request: HTTPRequest,
        signer: any RequestSigner = AnonymousSigner(),
        what: String
    ) async throws(CredentialFailure) -> [UInt8] {
        let place = "\(request.origin)"
        do throws(RequestFailure) {
            let response = try await send(request, signer: signer)
            do throws(TransportFailure) {
                let (bytes, isComplete) = try await response.body.collect(limit: Self.maximumByteCount)
                if isComplete { return bytes }
            } catch {
                throw RequestFailure(error, tries: 1)
            }
        } catch {
            switch error {
            case .service(let problem, _):
                let message = problem.message.isEmpty ? "" : ": \(problem.message)"
                throw CredentialFailure(
                    "\(place) refuses \(what) (\(problem.code)\(message))",
                    isTransient: problem.isTransient
                )
            case .transport(let failure, _):
                throw CredentialFailure("\(place) does not answer: \(failure.message)", isTransient: true)
            case .credentials(let failure): throw failure
            case .budget(let budget): throw CredentialFailure(budget)
            case .cancelled: throw CredentialFailure("cancelled", isCancelled: true)
            }
        }
        throw CredentialFailure("the answer of \(place) to a request for \(what) is too long")
    }
}

/// Sends requests as they are.
public struct AnonymousSigner: RequestSigner {
    /// Creates the signer.
    public init() {}

    /// Returns the request as it is.
    public func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        request
    }

    /// There are no credentials to be renewed.
    public func renewCredentials(in refused: HTTPRequest) async -> Bool { false }
}
