/// Credentials that the user gave, so that they need not be looked for.
struct GivenCredentials<Credentials: ExpiringCredentials>: CredentialSource {
    let name = "configuration"
    private let credentials: Credentials

    init(_ credentials: Credentials) {
        self.credentials = credentials
    }

    func find() async throws(CredentialFailure) -> CredentialsFound<Credentials> { .credentials(credentials) }
}
