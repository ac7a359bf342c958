internal import ObjectStorage

/// Says what a failed request means, in the words of somebody who has to do something about it.
struct GoogleCloudFailure {
    let location: StoreLocation
    let endpoint: GoogleCloudEndpoint
    let isAnonymous: Bool

    /// The error for a store, or for one of its objects.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action, _ key: ObjectKey?) -> StorageError {
        let place = key?.description ?? location.text
        switch failure {
        case .service(let problem, let tries):
            return error(problem, tries, action, place)
        case .transport(let failure, let tries):
            return error(failure, tries, action, place)
        case .credentials(let failure):
            // What to do about it stands in the message: it hangs on the kind of credentials.
            return StorageError(
                failure.isTransient ? .unreachable : .permissionDenied,
                action,
                place,
                message: failure.description,
                advice: failure.isTransient ? "try again later" : nil
            )
        case .budget(let budget):
            return StorageError(.budgetUsedUp, action, place, message: budget, advice: "give a larger one")
        case .cancelled:
            return StorageError(.cancelled, action, place, message: "cancelled")
        }
    }

    // MARK: What the service says

    /// The name of the right that an action needs.
    private func right(_ action: StorageError.Action) -> String {
        action == .list ? "storage.objects.list" : "storage.objects.get"
    }

    private func denied(_ action: StorageError.Action) -> (message: String, advice: String) {
        let right = right(action)
        let role = "grant the role roles/storage.objectViewer on the bucket \(endpoint.bucket)"
        return isAnonymous
            ? ("\(right) is not allowed without credentials", "leave out --anonymous, or make the bucket public")
            : ("\(right) is not allowed", "\(role), or one with \(right)")
    }

    private func error(
        _ problem: ServiceProblem,
        _ tries: Int,
        _ action: StorageError.Action,
        _ place: String
    ) -> StorageError {
        func error(_ code: StorageError.Code, _ message: String, _ advice: String? = nil) -> StorageError {
            StorageError(code, action, place, message: message, cause: problem.code, advice: advice)
        }
        let said = problem.message.isEmpty ? "" : ": \(problem.message)"
        switch problem.kind {
        case .objectNotFound where action != .list:
            return error(.notFound, "there is no such object")
        case .objectNotFound, .containerNotFound:
            return error(
                .notFound,
                "there is no bucket \(endpoint.bucket) at \(endpoint.origin)",
                "check the name and --endpoint"
            )
        case .denied:
            let (message, advice) = denied(action)
            return error(.permissionDenied, message, advice)
        case .expiredCredentials where isAnonymous:
            let (message, advice) = denied(action)
            return error(.permissionDenied, message, advice)
        case .expiredCredentials, .wrongCredentials, .clockSkew:
            return error(
                .permissionDenied,
                "the service does not accept the token, nor a new one\(said)",
                "check which credentials are used: --credentials-file goes before GOOGLE_APPLICATION_CREDENTIALS, that"
                    + " before gcloud's own"
            )
        case .changed:
            return error(.changedWhileReading, "it was overwritten meanwhile", "run this again when nothing writes")
        case .customerKey:
            return error(.permissionDenied, "it is encrypted with a customer's own key\(said)")
        case .throttled:
            return error(
                .unreachable,
                "the service sent requests away \(tries) times in a row",
                "try again later, with fewer --connections or a lower --rate"
            )
        case .serverError:
            return error(.unreachable, "the service failed \(tries) times in a row\(said)", "try again later")
        case .rangeNotSatisfiable, .wrongRegion, .other:
            return error(.io, "the service refuses with status \(problem.status)\(said)")
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
        case .unknownHost, .refused: advice = "check --endpoint and the network"
        case .connectTimeout, .readTimeout: advice = "check the network, firewalls and HTTPS_PROXY, then try again"
        case .tls: advice = "give the certificate of the service's own authority with --ca-file"
        case .proxy: advice = "check HTTPS_PROXY and NO_PROXY"
        default: advice = "try again; if it stays so, check what is between here and the service"
        }
        return StorageError(
            .unreachable,
            action,
            place,
            message: "\(endpoint.origin): \(failure.message)\(times)",
            advice: advice
        )
    }
}
