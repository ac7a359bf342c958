internal import Cryptography

/// Credentials of the role of an EC2 instance, from its metadata service in version 2.
public struct InstanceMetadataCredentials: CredentialSource {
    private let environment: ProcessEnvironment
    private let sender: RequestSender

    /// Outside of EC2 nobody answers, and finding that out must not take long.
    private static let timeout = Duration.seconds(2)

    /// The field with the session, which is as good as the credentials themselves.
    private static let sessionField = "X-aws-ec2-metadata-token"

    /// Creates the source.
    public init(_ environment: ProcessEnvironment, sender: RequestSender) {
        self.environment = environment
        self.sender = sender
    }

    /// The metadata service.
    public var name: String { "instance metadata" }

    /// Asks for a session, for the role's name, and for its credentials.
    public func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
        if environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" {
            return .none("AWS_EC2_METADATA_DISABLED is set")
        }
        let address = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254"
        guard let base = HTTPBaseURL(address) else {
            // Its text is not repeated: it may hold a password.
            throw CredentialFailure(
                "AWS_EC2_METADATA_SERVICE_ENDPOINT is no http:// or https:// address without user and query"
            )
        }
        let session: String
        do throws(CredentialFailure) {
            session = try await ask(
                base,
                .put,
                "/latest/api/token",
                HTTPHeaders([("X-aws-ec2-metadata-token-ttl-seconds", "21600")])
            )
        } catch {
            if error.isCancelled { throw error }
            return .none(error.description)
        }
        let headers = HTTPHeaders([(Self.sessionField, session)])
        let folder = "/latest/meta-data/iam/security-credentials/"
        let role: String
        do throws(CredentialFailure) {
            role = try await ask(base, .get, folder, headers)
        } catch {
            if error.isCancelled || error.isTransient { throw error }
            return .none("the instance has no role (\(error.description))")
        }
        guard let name = role.split(whereSeparator: \.isNewline).first else { return .none("the instance has no role") }
        let text = try await ask(base, .get, folder + PercentEncoding.component(name), headers)
        return .credentials(try CredentialJSON.credentials(Array(text.utf8), from: "\(base)"))
    }

    private func ask(
        _ base: HTTPBaseURL,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPHeaders
    ) async throws(CredentialFailure) -> String {
        let request = HTTPRequest(
            method,
            base.origin,
            path: base.path + path,
            headers: headers,
            timeout: Self.timeout
        )
        let session = headers[Self.sessionField].map { [Secret($0)] } ?? []
        let bytes = try await sender.credentialText(request, what: "the instance's credentials", secrets: session)
        return String(decoding: bytes, as: UTF8.self)
    }
}
