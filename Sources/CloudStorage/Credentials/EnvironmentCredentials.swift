internal import Cryptography

/// Credentials in environment variables.
public struct EnvironmentCredentials: CredentialSource {
    private let environment: ProcessEnvironment

    /// Creates the source.
    public init(_ environment: ProcessEnvironment) {
        self.environment = environment
    }

    /// The environment.
    public var name: String { "environment" }

    /// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
    public func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
        let key = environment["AWS_ACCESS_KEY_ID"]
        let secret = environment["AWS_SECRET_ACCESS_KEY"]
        switch (key, secret) {
        case (let key?, let secret?):
            return .credentials(
                AWSCredentials(
                    accessKeyID: key,
                    secretAccessKey: Secret(secret),
                    sessionToken: environment["AWS_SESSION_TOKEN"].map { Secret($0) }
                )
            )
        case (nil, nil): return .none("AWS_ACCESS_KEY_ID is not set")
        case (nil, _): throw CredentialFailure("AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not")
        case (_, nil): throw CredentialFailure("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")
        }
    }
}
