internal import Cryptography
public import ZeebeFormat

extension RequestSender {
    /// The most bytes of an answer with credentials.
    private static var maximumByteCount: Int { 256 * 1024 }

    /// Sends a request to a service that gives out credentials and returns the body of its answer.
    ///
    /// - Parameters:
    ///   - what: What is asked for, for messages.
    ///   - secrets: What the request holds that must not be told on. Services repeat parts of a request in their messages:
    ///     STS says what should have been signed, tokens included.
    ///   - advice: What to do when the service refuses for good.
    /// - Throws: `CredentialFailure` without any part of the answer but the service's own words about an error: its code and
    ///   its message, each left out when a part of a secret is in it.
    func credentialText(
        _ request: HTTPRequest,
        signer: any RequestSigner = AnonymousSigner(),
        what: String,
        secrets: [Secret],
        advice: String? = nil
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
                let words = [problem.code, problem.message].filter { text in
                    !text.isEmpty && !secrets.contains { $0.isTold(by: text) }
                }
                let said = words.isEmpty ? "HTTP status \(problem.status)" : words.joined(separator: ": ")
                if problem.isTransient {
                    throw CredentialFailure("\(place) fails to give \(what) (\(said))", isTransient: true)
                }
                let reason =
                    problem.kind == .clockSkew
                    ? "the clock of this machine is wrong, or the service's; set it" : advice
                throw CredentialFailure(
                    "\(place) refuses \(what) (\(said))" + (reason.map { ": \($0)" } ?? "")
                )
            case .transport(let failure, _):
                throw CredentialFailure(
                    "\(place), asked for \(what), does not answer: \(failure.message)",
                    isTransient: true,
                    isUnanswered: true
                )
            case .credentials(let failure): throw failure
            case .budget(let budget): throw CredentialFailure(budget)
            case .cancelled: throw CredentialFailure("cancelled", isCancelled: true)
            }
        }
        throw CredentialFailure("the answer of \(place) to a request for \(what) is too long")
    }
}

extension JSONDocument {
    /// Reads an answer with credentials.
    ///
    /// - Parameter place: Who gave it, for messages.
    /// - Throws: `CredentialFailure` without any part of the answer.
    init(credentials bytes: [UInt8], from place: String) throws(CredentialFailure) {
        do throws(FormatError) {
            try self.init(bytes)
        } catch {
            throw CredentialFailure("the answer of \(place) cannot be read: \(error.description)")
        }
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
