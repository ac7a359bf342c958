internal import ObjectStorage

/// Says what Google Cloud Storage's answers mean.
struct GoogleCloudFailure: CloudFailure {
    let location: StoreLocation
    let endpoint: GoogleCloudEndpoint
    let isAnonymous: Bool

    var origin: HTTPOrigin { endpoint.origin }
    var language: String { "Google's storage API" }
    var addressOptions: String { "--endpoint" }
    /// What to do about it stands in the message: it hangs on the kind of credentials.
    var credentialAdvice: String? { nil }

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

    func error(
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
            // Of an object in a bucket that was listed a moment ago this says nothing.
            return error(
                action == .list ? .notFound : .unreachable,
                "there is no bucket \(endpoint.bucket) at \(endpoint.origin)",
                "check the name and --endpoint"
            )
        case .denied:
            // The service's own words tell perimeters, closed accounts and policies from rights that are not given.
            let (message, advice) = denied(action)
            return error(.permissionDenied, message + said, advice)
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
        case .customerKey:
            return error(.permissionDenied, "it is encrypted with a customer's own key\(said)")
        case .archived, .changed, .throttled, .serverError, .wrongRegion, .rangeNotSatisfiable, .other:
            let (code, message, advice) = outage(problem, tries)
            return error(code, message, advice)
        }
    }
}
