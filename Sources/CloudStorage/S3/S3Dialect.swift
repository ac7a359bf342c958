internal import SafeText
internal import ZeebeFormat

/// How S3, STS and services like them tell their problems: an XML document with a code.
public struct S3Dialect: ServiceDialect {
    /// Creates the dialect.
    public init() {}

    /// Understands an answer that is no success.
    public func problem(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ServiceProblem {
        // What is no XML comes from something in between, or from another kind of service.
        let document = (try? Self.read(body.span)) ?? [:]
        let code = document["Code"] ?? ""
        let region = headers["x-amz-bucket-region"] ?? document["Region"]
        let size =
            headers["content-range"].flatMap { ContentRange($0)?.size }
            ?? document["ActualObjectSize"].flatMap(UInt64.init)
        return ServiceProblem(
            Self.kind(code, status, message: document["Message"] ?? "", region: region),
            status: status,
            code: code.isEmpty ? "HTTP status \(status)" : PrintableText.form(of: code),
            message: PrintableText.form(of: document["Message"] ?? ""),
            requestID: (headers["x-amz-request-id"] ?? document["RequestId"]).map { PrintableText.form(of: $0) },
            objectSize: size
        )
    }

    private static func kind(_ code: String, _ status: Int, message: String, region: String?) -> ServiceProblem.Kind {
        if let kind = kinds[code] {
            if case .wrongRegion = kind { return .wrongRegion(region) }
            return kind
        }
        switch code {
        case "AuthorizationHeaderMalformed": return region == nil ? .wrongCredentials : .wrongRegion(region)
        case "InvalidRequest", "InvalidArgument":
            let text = message.lowercased()
            return text.contains("encrypt") || text.contains("customer key") ? .customerKey : .other
        default: return kind(status, region: region)
        }
    }

    /// What a status alone means. That an object or a bucket does not exist is believed only with S3's own word for it: a
    /// 404 without comes from something in between, which knows nothing of objects.
    private static func kind(_ status: Int, region: String?) -> ServiceProblem.Kind {
        switch status {
        case 301, 307, 308: .wrongRegion(region)
        case 304, 412: .changed
        case 401: .wrongCredentials
        case 403: .denied
        case 416: .rangeNotSatisfiable
        case 429, 503: .throttled
        case 404, 408, 410, 425, 500...599: .serverError
        default: .other
        }
    }

    private static let kinds: [String: ServiceProblem.Kind] = [
        "NoSuchKey": .objectNotFound, "NoSuchVersion": .objectNotFound,
        "NoSuchBucket": .containerNotFound, "InvalidBucketName": .containerNotFound,
        "AccessDenied": .denied, "AllAccessDisabled": .denied, "AccountProblem": .denied, "MethodNotAllowed": .denied,
        "InvalidAccessKeyId": .wrongCredentials, "SignatureDoesNotMatch": .wrongCredentials,
        "InvalidSecurity": .wrongCredentials, "NotSignedUp": .wrongCredentials,
        "InvalidClientTokenId": .wrongCredentials,
        "ExpiredToken": .expiredCredentials, "ExpiredTokenException": .expiredCredentials,
        "TokenRefreshRequired": .expiredCredentials, "InvalidToken": .expiredCredentials,
        "RequestTimeTooSkewed": .clockSkew, "RequestExpired": .clockSkew, "RequestInTheFuture": .clockSkew,
        "PermanentRedirect": .wrongRegion(nil), "TemporaryRedirect": .wrongRegion(nil), "Redirect": .wrongRegion(nil),
        "IllegalLocationConstraintException": .wrongRegion(nil),
        "PreconditionFailed": .changed, "NotModified": .changed,
        "InvalidRange": .rangeNotSatisfiable,
        "SlowDown": .throttled, "ServiceUnavailable": .throttled, "Throttling": .throttled,
        "ThrottlingException": .throttled, "RequestThrottled": .throttled, "TooManyRequests": .throttled,
        "RequestLimitExceeded": .throttled, "BandwidthLimitExceeded": .throttled,
        "InternalError": .serverError, "InternalFailure": .serverError, "OperationAborted": .serverError,
        "RequestTimeout": .serverError, "IDPCommunicationError": .serverError,
        "InvalidEncryptionAlgorithmError": .customerKey, "InvalidObjectState": .archived,
    ]

    /// The texts of the element `Error`, which is the root or, in STS, a child of it.
    private static func read(_ body: Span<UInt8>) throws(FormatError) -> [String: String] {
        var parser = XMLPullParser(body)
        var texts: [String: String] = [:]
        if try parser.beginRoot("Error", "ErrorResponse") == "Error" {
            try readTexts(&parser, &texts)
        } else {
            while let child = try parser.nextChild() {
                switch child {
                case "Error": try readTexts(&parser, &texts)
                case "RequestId": texts[child] = try parser.readText()
                default: try parser.skipElement()
                }
            }
        }
        return texts
    }

    private static func readTexts(_ parser: inout XMLPullParser, _ texts: inout [String: String]) throws(FormatError) {
        while let child = try parser.nextChild() {
            switch child {
            case "Code", "Message", "Region", "RequestId", "ActualObjectSize": texts[child] = try parser.readText()
            default: try parser.skipElement()
            }
        }
    }
}
