internal import ObjectStorage

/// Says what a failed request means, in the words of somebody who has to do something about it.
///
/// Each service has its own answers, and its own options that mend them; what happens before one answers is the same for all.
protocol CloudFailure {
    /// How the store is called in messages.
    var location: StoreLocation { get }

    /// Where requests are sent.
    var origin: HTTPOrigin { get }

    /// What the service speaks, for messages.
    var language: String { get }

    /// The options that say where that is: "--endpoint".
    var addressOptions: String { get }

    /// What to do where there are no credentials; `nil` where the message says it.
    var credentialAdvice: String? { get }

    /// The error for an answer that is no success.
    func error(
        _ problem: ServiceProblem,
        _ tries: Int,
        _ action: StorageError.Action,
        _ place: String
    ) -> StorageError
}

extension CloudFailure {
    /// The error for a store, or for one of its objects.
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
                advice: failure.isTransient ? "try again later" : credentialAdvice
            )
        case .budget(let budget):
            return StorageError(.budgetUsedUp, action, place, message: budget, advice: "give a larger one")
        case .cancelled:
            return StorageError(.cancelled, action, place, message: "cancelled")
        }
    }

    /// What an answer means that says nothing of the store: its code, a message, and what to do.
    func outage(_ problem: ServiceProblem, _ tries: Int) -> (StorageError.Code, message: String, advice: String) {
        let said = problem.message.isEmpty ? "" : ": \(problem.message)"
        switch problem.kind {
        case .changed:
            return (.changedWhileReading, "it was overwritten meanwhile", "run this again when nothing writes")
        case .throttled:
            return (
                .unreachable,
                "the service sent requests away \(tries) times in a row",
                "try again later, with fewer --connections or a lower --rate"
            )
        case .serverError where problem.status == 404 || problem.status == 410:
            return (
                .unreachable,
                "something that does not speak \(language) answered with status \(problem.status), \(tries) times in a row",
                "check \(addressOptions), and what is between here and the service"
            )
        case .serverError:
            return (.unreachable, "the service failed \(tries) times in a row\(said)", "try again later")
        default:
            return (
                .unreachable,
                "the service refuses with status \(problem.status)\(said)",
                "check \(addressOptions) and proxies; try again later"
            )
        }
    }

    /// What the network does.
    private func error(
        _ failure: TransportFailure,
        _ tries: Int,
        _ action: StorageError.Action,
        _ place: String
    ) -> StorageError {
        let times = tries > 1 ? ", \(tries) times in a row" : ""
        if failure.kind == .checksum {
            return StorageError(.checksumMismatch, action, place, message: "\(failure.message)\(times)")
        }
        let advice: String
        switch failure.kind {
        case .unknownHost, .refused: advice = "check \(addressOptions) and the network"
        case .connectTimeout, .readTimeout: advice = "check the network, firewalls and HTTPS_PROXY, then try again"
        case .tls: advice = "give the certificate of the service's own authority with --ca-file"
        case .proxy: advice = "check HTTPS_PROXY and NO_PROXY"
        default: advice = "try again; if it stays so, check what is between here and the service"
        }
        return StorageError(
            .unreachable,
            action,
            place,
            message: "\(origin): \(failure.message)\(times)",
            advice: advice
        )
    }
}
