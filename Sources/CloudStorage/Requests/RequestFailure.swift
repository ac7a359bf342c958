/// Why a request was not fulfilled, after all that could be tried.
public enum RequestFailure: Error, Equatable, Sendable {
    /// The service's last word, after so many tries.
    case service(ServiceProblem, tries: Int)
    /// No answer, after so many tries.
    case transport(TransportFailure, tries: Int)
    /// No credentials.
    case credentials(CredentialFailure)
    /// The run may not send or receive more: which budget it was.
    case budget(String)
    /// The task was cancelled.
    case cancelled

    /// The failure of a transfer that broke.
    init(_ failure: TransportFailure, tries: Int) {
        switch failure.kind {
        case .cancelled: self = .cancelled
        case .budget: self = .budget(failure.message)
        default: self = .transport(failure, tries: tries)
        }
    }
}
