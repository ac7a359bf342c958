internal import ObjectStorage

/// Says what a failed request means, in the words of somebody who has to do something about it.
struct S3Failure {
    let location: StoreLocation
    let endpoint: S3Endpoint
    let base: String
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
            return StorageError(
                failure.isTransient ? .unreachable : .permissionDenied,
                action,
                place,
                message: failure.description,
                advice: failure.isTransient
                    ? "try again later"
                    : "give --profile or --credentials-file, set AWS_ACCESS_KEY_ID, or use --anonymous for a public bucket"
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
        if location.kind == .gcs { return action == .list ? "storage.objects.list" : "storage.objects.get" }
        return action == .list ? "s3:ListBucket" : "s3:GetObject"
    }

    /// What the right is needed on.
    private func resource(_ action: StorageError.Action) -> String {
        if location.kind == .gcs { return "the bucket \(endpoint.bucket)" }
        return "arn:aws:s3:::\(endpoint.bucket)" + (action == .list ? "" : "/\(base)*")
    }

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
            return error(.notFound, action == .list ? "the bucket does not exist" : "there is no such object")
        case .containerNotFound:
            return error(
                .notFound,
                "there is no bucket \(endpoint.bucket) at \(endpoint.service)",
                "check the name, --endpoint and --region"
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
        case .changed:
            return error(.changedWhileReading, "it was overwritten meanwhile", "run this again when nothing writes")
        case .customerKey:
            return error(
                .permissionDenied,
                "it is encrypted with another customer key than was given, or with none\(said)",
                "give the broker's key with --sse-c-key-file, or none for objects that were written without one"
            )
        case .throttled:
            return error(
                .unreachable,
                "the service sent requests away \(tries) times in a row",
                "try again later, with fewer --connections or a lower --rate"
            )
        case .serverError:
            return error(.unreachable, "the service failed \(tries) times in a row\(said)", "try again later")
        case .rangeNotSatisfiable, .other:
            if problem.code == "InvalidObjectState" {
                return error(.io, "it lies in an archive", "restore the object to a readable storage class first")
            }
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
        let service = endpoint.origin
        let times = tries > 1 ? ", \(tries) times in a row" : ""
        let advice: String
        switch failure.kind {
        case .unknownHost, .refused: advice = "check --endpoint, --region and the network"
        case .connectTimeout, .readTimeout: advice = "check the network, firewalls and HTTPS_PROXY, then try again"
        case .tls: advice = "give the certificate of the service's own authority with --ca-file"
        case .proxy: advice = "check HTTPS_PROXY and NO_PROXY"
        default: advice = "try again; if it stays so, check what is between here and the service"
        }
        return StorageError(
            .unreachable,
            action,
            place,
            message: "\(service): \(failure.message)\(times)",
            advice: advice
        )
    }
}
