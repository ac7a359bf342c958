internal import Cryptography

/// Tokens for a program that shares a secret with Entra, by variables of the environment.
struct ClientSecretTokens: CredentialSource {
    let environment: ProcessEnvironment
    let service: EntraTokenService

    var name: String { "client secret" }

    func find() async throws(CredentialFailure) -> CredentialsFound<EntraToken> {
        guard let secret = environment["AZURE_CLIENT_SECRET"] else { return .none("AZURE_CLIENT_SECRET is not set") }
        guard let client = environment["AZURE_CLIENT_ID"] else { throw missing("AZURE_CLIENT_ID") }
        guard let tenant = environment["AZURE_TENANT_ID"] else { throw missing("AZURE_TENANT_ID") }
        return .credentials(try await service.token(tenant: tenant, client: client, .secret(Secret(secret))))
    }

    private func missing(_ variable: String) -> CredentialFailure {
        CredentialFailure("AZURE_CLIENT_SECRET is set, but \(variable) is not")
    }
}
