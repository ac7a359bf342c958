internal import SafeText
internal import ZeebeFormat

/// How Entra and the metadata services of machines tell their problems: JSON with `error` and `error_description`.
public struct EntraDialect: ServiceDialect {
    /// The most characters of a description that are shown.
    private static let maximumCount = 300

    /// Creates the dialect.
    public init() {}

    /// Understands an answer that is no success.
    public func problem(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ServiceProblem {
        let document = try? JSONDocument(body)
        let code = document?["error"]?.text ?? ""
        // The first line; behind it stand ids that nobody needs.
        let line = document?["error_description"]?.text?.split(whereSeparator: \.isNewline).first ?? ""
        return ServiceProblem(
            Self.kind(status),
            status: status,
            code: code.isEmpty ? "HTTP status \(status)" : PrintableText.form(of: code),
            message: PrintableText.form(of: line.prefix(Self.maximumCount)),
            requestID: headers["x-ms-request-id"].map { PrintableText.form(of: $0) }
        )
    }

    private static func kind(_ status: Int) -> ServiceProblem.Kind {
        switch status {
        case 429: .throttled
        case 408, 500, 502, 503, 504: .serverError
        case 401, 403: .wrongCredentials
        case 404: .objectNotFound
        default: .other
        }
    }
}
