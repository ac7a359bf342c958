internal import ObjectStorage
internal import ZeebeFormat

/// Says what a failed request means, in the words of somebody who has to do something about it.
struct AzureFailure {
    let location: StoreLocation
    let endpoint: AzureEndpoint
    let authentication: AzureAuthentication
    /// The time of day, for what has expired.
    let now: Timestamp

    /// The error for a store, or for one of its blobs.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError {
        let place = key?.description ?? location.text
        switch failure {
        case .service(let problem, let tries):
            return error(problem, tries, action, place)
        case .transport(let failure, let tries):
            return error(failure, tries, action, place)
        case .credentials(let failure):
            return StorageError(
                failure.isTransient ? .unreachable : .permissionDenied,
                action,
                place,
                message: failure.description,
                advice: failure.isTransient
                    ? "try again later"
                    : "give --credentials-file, set AZURE_STORAGE_CONNECTION_STRING, or use --anonymous for a public container"
            )
        case .budget(let budget):
            return StorageError(.budgetUsedUp, action, place, message: budget, advice: "give a larger one")
        case .cancelled:
            return StorageError(.cancelled, action, place, message: "cancelled")
        }
    }

    // MARK: What the service says

    private func error(
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
            return error(
                .notFound,
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
        case .changed:
            return error(.changedWhileReading, "it was overwritten meanwhile", "run this again when nothing writes")
        case .customerKey:
            return error(
                .permissionDenied,
                "it is encrypted with a key that only requests can bring, which Zeebe's Azure store never does\(said)",
                "find out what wrote it"
            )
        case .throttled:
            return error(
                .unreachable,
                "the service sent requests away \(tries) times in a row",
                "try again later, with fewer --connections or a lower --rate"
            )
        case .serverError:
            return error(.unreachable, "the service failed \(tries) times in a row\(said)", "try again later")
        case .wrongRegion, .rangeNotSatisfiable, .other:
            if problem.code == "BlobArchived" {
                return error(.io, "it lies in the archive tier", "rehydrate the blob to the hot or cool tier first")
            }
            return error(.io, "the service refuses with status \(problem.status)\(said)")
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

    // MARK: What the network does

    private func error(
        _ failure: TransportFailure,
        _ tries: Int,
        _ action: StorageError.Action,
        _ place: String
    ) -> StorageError {
        let times = tries > 1 ? ", \(tries) times in a row" : ""
        let advice: String
        switch failure.kind {
        case .unknownHost, .refused: advice = "check --account, --endpoint and the network"
        case .connectTimeout, .readTimeout: advice = "check the network, firewalls and HTTPS_PROXY, then try again"
        case .tls: advice = "give the certificate of the service's own authority with --ca-file"
        case .proxy: advice = "check HTTPS_PROXY and NO_PROXY"
        default: advice = "try again; if it stays so, check what is between here and the service"
        }
        return StorageError(
            .unreachable,
            action,
            place,
            message: "\(endpoint.service.origin): \(failure.message)\(times)",
            advice: advice
        )
    }
}
