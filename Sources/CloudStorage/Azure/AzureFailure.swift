internal import ObjectStorage
internal import ZeebeFormat

/// Says what the blob service's answers mean.
struct AzureFailure: CloudFailure {
    let location: StoreLocation
    let endpoint: AzureEndpoint
    let authentication: AzureAuthentication
    /// The time of day, for what has expired.
    let now: Timestamp

    var origin: HTTPOrigin { endpoint.service.origin }
    var language: String { "Azure's blob API" }
    var addressOptions: String { "--account, --endpoint" }
    var credentialAdvice: String? {
        "give --credentials-file, set AZURE_STORAGE_CONNECTION_STRING, or use --anonymous for a public container"
    }

    func error(
        _ problem: ServiceProblem,
        _ tries: Int,
        _ action: StorageError.Action,
        _ place: String
    ) -> StorageError {
        let cause = problem.requestID.map { "\(problem.code), request \($0)" } ?? problem.code
        func error(_ code: StorageError.Code, _ message: String, _ advice: String? = nil) -> StorageError {
            StorageError(code, action, place, message: message, cause: cause, advice: advice)
        }
        let said = problem.message.isEmpty ? "" : ": \(problem.message)"
        switch problem.kind {
        case .objectNotFound:
            if case .anonymous = authentication {
                // The service does not tell strangers which of the two it is.
                return error(.notFound, "\(missing(action)), or it is not public", "give --credentials-file")
            }
            return error(.notFound, missing(action))
        case .containerNotFound:
            // Of a blob in a container that was listed a moment ago this says nothing.
            return error(
                action == .list ? .notFound : .unreachable,
                "there is no container \(endpoint.container) at \(endpoint.service)",
                "check the name, --account and --endpoint"
            )
        case .denied:
            let (message, advice) = AzureDenial(endpoint: endpoint, authentication: authentication, action: action)
                .explanation(problem)
            return error(.permissionDenied, message, advice)
        case .wrongCredentials, .expiredCredentials:
            let (message, advice) = rejection(problem)
            return error(.permissionDenied, message, advice)
        case .clockSkew:
            return error(
                .permissionDenied,
                "the clock of this machine is wrong\(said)",
                "set the clock; the service accepts 15 minutes of difference"
            )
        case .customerKey:
            return error(
                .permissionDenied,
                "it is encrypted with a key that only requests can bring, which Zeebe's Azure store never does\(said)",
                "find out what wrote it"
            )
        case .archived:
            return error(
                .unreachable,
                "it lies in the archive tier",
                "rehydrate the blob to the hot or cool tier first"
            )
        case .changed, .throttled, .serverError, .wrongRegion, .rangeNotSatisfiable, .other:
            let (code, message, advice) = outage(problem, tries)
            return error(code, message, advice)
        }
    }

    private func missing(_ action: StorageError.Action) -> String {
        action == .list ? "the container does not exist" : "there is no such blob"
    }

    /// Why the service does not accept what proves who sends requests, and what to do.
    private func rejection(_ problem: ServiceProblem) -> (message: String, advice: String) {
        switch authentication {
        case .sharedKey(let key):
            return (
                "the key is not one of the account \(key.account)",
                "check the account's name, and copy one of its two keys again"
            )
        case .sharedAccess(let signature):
            let renewal = "ask for a new one, with the permissions r and l"
            if let end = signature.expiry, end <= now {
                return ("the shared access signature ended at \(end)", renewal)
            }
            if let start = signature.start, start > now {
                return ("the shared access signature begins at \(start) only", "wait, or \(renewal)")
            }
            return (
                "the shared access signature is wrong, or was made with a key that was replaced since",
                "check that it was copied as a whole, and is for \(endpoint.service); otherwise \(renewal)"
            )
        case .identity:
            let said = problem.message.isEmpty ? "" : ": \(problem.message)"
            return (
                "the service does not accept the token of this identity\(said)",
                "check that identity and account \(endpoint.account ?? "") belong to the same tenant"
            )
        case .anonymous:
            return ("the service asks for credentials", "give --credentials-file")
        }
    }
}
