internal import Cryptography

/// Credentials of a role for a web identity token that lies in a file, as in Kubernetes with IRSA.
public struct WebIdentityCredentials: CredentialSource {
    private let tokenFile: String?
    private let role: String?
    private let session: String
    private let service: TokenService

    /// What the user knows the place as.
    public let name: String

    /// Creates the source for what the environment says.
    public init(_ environment: ProcessEnvironment, service: TokenService) {
        self.init(
            name: "web identity",
            tokenFile: environment["AWS_WEB_IDENTITY_TOKEN_FILE"],
            role: environment["AWS_ROLE_ARN"],
            session: environment["AWS_ROLE_SESSION_NAME"],
            service: service
        )
    }

    init(name: String, tokenFile: String?, role: String?, session: String?, service: TokenService) {
        self.name = name
        self.tokenFile = tokenFile
        self.role = role
        self.session = session ?? "zbaudit"
        self.service = service
    }

    /// Exchanges the token. The file is read each time, since tokens are replaced in it.
    public func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
        guard let tokenFile else { return .none("AWS_WEB_IDENTITY_TOKEN_FILE is not set") }
        guard let role else {
            throw CredentialFailure("\(name): there is a token file, but no role; is AWS_ROLE_ARN not set?")
        }
        let token: Secret
        do throws(SmallFile.Failure) {
            token = try SmallFile.readSecret(tokenFile)
        } catch {
            throw CredentialFailure("\(name): cannot read the token file \(error.message)")
        }
        return .credentials(try await service.assumeRole(role, session: session, webIdentity: token))
    }
}
