internal import SafeText
internal import ZeebeFormat

/// How Google's services tell their problems: the APIs as `{"error": {…}}`, the token services as `{"error": "code"}`
/// (RFC 6749 §5.2).
public struct GoogleDialect: ServiceDialect {
    /// Creates the dialect.
    public init() {}

    /// Understands an answer that is no success.
    public func problem(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ServiceProblem {
        // What is no JSON comes from something in between, or from another kind of service.
        let document = try? JSONDocument(body)
        let error = document?["error"]
        let message: String
        let code: String?
        if let text = error?.text {
            code = text
            message = document?["error_description"]?.text ?? ""
        } else {
            code = error?["errors"]?.elements.first?["reason"]?.text ?? error?["status"]?.text
            message = error?["message"]?.text ?? Self.plainMessage(body) ?? ""
        }
        return ServiceProblem(
            Self.kind(code ?? "", status, message: message.lowercased()),
            status: status,
            code: code.map { PrintableText.form(of: $0) } ?? "HTTP status \(status)",
            message: PrintableText.form(of: message),
            objectSize: headers["content-range"].flatMap { ContentRange($0)?.size }
        )
    }

    /// What is said where the bytes of an object were asked for: no document, but a line of text.
    private static func plainMessage(_ body: [UInt8]) -> String? {
        let line = String(decoding: body.prefix(2048).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return ["No such object", "The specified bucket does not exist"].contains(where: line.hasPrefix) ? line : nil
    }

    private static func kind(_ code: String, _ status: Int, message: String) -> ServiceProblem.Kind {
        switch code {
        case "invalid_grant", "invalid_request":
            return isAboutTime(message) ? .clockSkew : .wrongCredentials
        case "invalid_client", "unauthorized_client", "invalid_target", "invalid_token": return .wrongCredentials
        case "access_denied": return .denied
        case "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "slow_down", "RESOURCE_EXHAUSTED":
            return .throttled
        case "temporarily_unavailable", "server_error", "internal_failure": return .serverError
        default: break
        }
        switch status {
        case 304, 412: return .changed
        // An anonymous request is told so too; only who has a token can get another one.
        case 401: return .expiredCredentials
        case 403: return .denied
        // Without the service's own words this comes from something in between, which knows nothing of objects.
        case 404, 410:
            if message.isEmpty { return .serverError }
            return message.contains("bucket does not exist") ? .containerNotFound : .objectNotFound
        case 416: return .rangeNotSatisfiable
        case 429, 503: return .throttled
        case 408, 425, 500...599: return .serverError
        default: return .other
        }
    }

    /// Whether a token service complains about the times in a signed token.
    private static func isAboutTime(_ message: String) -> Bool {
        ["reasonable timeframe", "short-lived", "check your iat", "'iat'", "too early", "clock"].contains {
            message.contains($0)
        }
    }
}
