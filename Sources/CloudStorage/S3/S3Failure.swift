internal import ObjectStorage

/// Says what S3's answers mean.
struct S3Failure: CloudFailure {
    let location: StoreLocation
    let endpoint: S3Endpoint
    let base: String
    let isAnonymous: Bool

    var origin: HTTPOrigin { endpoint.origin }
    var language: String { "S3" }
    var addressOptions: String { location.kind == .gcs ? "--endpoint" : "--endpoint, --region" }
    var credentialAdvice: String? {
        "give --profile or --credentials-file, set AWS_ACCESS_KEY_ID, or use --anonymous for a public bucket"
    }

    /// The name of the right that an action needs.
    private func right(_ action: StorageError.Action) -> String {
        if location.kind == .gcs { return action == .list ? "storage.objects.list" : "storage.objects.get" }
        return action == .list ? "s3:ListBucket" : "s3:GetObject"
    }

    /// What the right is needed on.
    private func resource(_ action: StorageError.Action) -> String {
        if location.kind == .gcs { return "the bucket \(endpoint.bucket)" }
        return "arn:aws:s3:::\(endpoint.bucket)" + (action == .list ? "" : "/\(base)*")
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
            return error(.notFound, action == .list ? "the bucket does not exist" : "there is no such object")
        case .containerNotFound:
            // Of an object in a bucket that was listed a moment ago this says nothing.
            return error(
                action == .list ? .notFound : .unreachable,
                "there is no bucket \(endpoint.bucket) at \(endpoint.service)",
                "check the name, \(addressOptions)"
            )
        case .denied:
            return error(
                .permissionDenied,
                isAnonymous
                    ? "\(right(action)) is not allowed without credentials"
                    : "\(right(action)) is not allowed",
                "allow \(right(action)) on \(resource(action))"
            )
        case .wrongCredentials:
            return error(
                .permissionDenied,
                problem.code == "SignatureDoesNotMatch"
                    ? "the secret key is wrong for its access key"
                    : "the service does not accept these credentials\(said)",
                "check which credentials are used: flags go before the environment, that before the profile"
            )
        case .expiredCredentials:
            return error(.permissionDenied, "the credentials have expired", "get new ones, then run this again")
        case .clockSkew:
            return error(
                .permissionDenied,
                "the clock of this machine is wrong\(said)",
                "set the clock; the service accepts 15 minutes of difference"
            )
        case .wrongRegion(let region):
            return error(
                .unreachable,
                "the bucket is not in the region \(endpoint.region)",
                region.map { "give --region \($0)" } ?? "give its --region, or its --endpoint"
            )
        case .customerKey:
            return error(
                .permissionDenied,
                "it is encrypted with another customer key than was given, or with none\(said)",
                "give the broker's key with --sse-c-key-file, or none for objects that were written without one"
            )
        case .archived:
            return error(.unreachable, "it lies in an archive", "restore the object to a readable storage class first")
        case .changed, .throttled, .serverError, .rangeNotSatisfiable, .other:
            let (code, message, advice) = outage(problem, tries)
            return error(code, message, advice)
        }
    }
}
