internal import SafeText
internal import ZeebeFormat

/// How the blob service tells its problems: a code in the header `x-ms-error-code`, and an XML document that repeats it.
public struct AzureDialect: ServiceDialect {
    /// Creates the dialect.
    public init() {}

    /// Understands an answer that is no success.
    public func problem(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ServiceProblem {
        // What is no XML comes from something in between, or from another kind of service.
        let document = (try? Self.read(body.span)) ?? [:]
        let code = headers["x-ms-error-code"] ?? document["Code"] ?? ""
        return ServiceProblem(
            Self.kind(code, status, detail: document["AuthenticationErrorDetail"] ?? document["Message"] ?? ""),
            status: status,
            code: code.isEmpty ? "HTTP status \(status)" : PrintableText.form(of: code),
            message: PrintableText.form(of: Self.message(document["Message"] ?? "")),
            requestID: headers["x-ms-request-id"].map { PrintableText.form(of: $0) },
            objectSize: headers["content-range"].flatMap { ContentRange($0)?.size }
        )
    }

    /// The first line: behind it stand the request's id, which is known, and the time. What a service says about
    /// signatures is left out, since it repeats them.
    private static func message(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let lowercased = line.lowercased()
        return lowercased.contains("string to sign") || lowercased.contains("sig=") ? "" : line
    }

    private static func kind(_ code: String, _ status: Int, detail: String) -> ServiceProblem.Kind {
        if code == "AuthenticationFailed", detail.contains("date header") { return .clockSkew }
        if let kind = kinds[code] { return kind }
        switch status {
        case 304, 412: return .changed
        case 401: return .wrongCredentials
        case 403: return .denied
        // Without the service's own word for it this comes from something in between, which knows nothing of blobs.
        case 404, 410: return code.isEmpty ? .serverError : .objectNotFound
        case 416: return .rangeNotSatisfiable
        case 429, 503: return .throttled
        case 408, 425, 500...599: return .serverError
        default: return .other
        }
    }

    private static let kinds: [String: ServiceProblem.Kind] = [
        "BlobArchived": .archived, "BlobBeingRehydrated": .archived,
        "BlobNotFound": .objectNotFound, "ResourceNotFound": .objectNotFound, "PathNotFound": .objectNotFound,
        "ContainerNotFound": .containerNotFound, "ContainerBeingDeleted": .containerNotFound,
        "FilesystemNotFound": .containerNotFound, "InvalidResourceName": .containerNotFound,
        "AuthenticationFailed": .wrongCredentials, "InvalidAuthenticationInfo": .expiredCredentials,
        "NoAuthenticationInformation": .denied, "PublicAccessNotPermitted": .denied,
        "AuthorizationFailure": .denied, "AuthorizationPermissionMismatch": .denied,
        "AuthorizationProtocolMismatch": .denied, "AuthorizationResourceTypeMismatch": .denied,
        "AuthorizationServiceMismatch": .denied, "AuthorizationSourceIPMismatch": .denied,
        "InsufficientAccountPermissions": .denied, "KeyBasedAuthenticationNotPermitted": .denied,
        "AccountIsDisabled": .denied, "ContainerDisabled": .denied,
        "ConditionNotMet": .changed, "InvalidRange": .rangeNotSatisfiable,
        "BlobUsesCustomerSpecifiedEncryption": .customerKey,
        "ServerBusy": .throttled, "TooManyRequests": .throttled, "AccountRequestRateLimitExceeded": .throttled,
        "InternalError": .serverError, "OperationTimedOut": .serverError,
    ]

    /// The texts of the element `Error`.
    private static func read(_ body: Span<UInt8>) throws(FormatError) -> [String: String] {
        var parser = XMLPullParser(body)
        var texts: [String: String] = [:]
        try parser.beginRoot("Error")
        while let child = try parser.nextChild() {
            switch child {
            case "Code", "Message", "AuthenticationErrorDetail": texts[child] = try parser.readText()
            default: try parser.skipElement()
            }
        }
        return texts
    }
}
