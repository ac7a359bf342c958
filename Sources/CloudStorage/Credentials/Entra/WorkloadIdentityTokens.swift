internal import Cryptography

/// Tokens for a program whose platform puts a token of its own into a file, as Kubernetes does with workload identity.
struct WorkloadIdentityTokens: CredentialSource {
    let environment: ProcessEnvironment
    let service: EntraTokenService

    var name: String { "workload identity" }

    /// Exchanges the token. The file is read each time, since tokens are replaced in it.
    func find() async throws(CredentialFailure) -> CredentialsFound<EntraToken> {
        guard let file = environment["AZURE_FEDERATED_TOKEN_FILE"] else {
            return .none("AZURE_FEDERATED_TOKEN_FILE is not set")
        }
        guard let client = environment["AZURE_CLIENT_ID"] else { throw missing("AZURE_CLIENT_ID") }
        guard let tenant = environment["AZURE_TENANT_ID"] else { throw missing("AZURE_TENANT_ID") }
        let token: Secret
        do throws(SmallFile.Failure) {
            token = try SmallFile.readSecret(file)
        } catch {
            throw CredentialFailure("\(name): cannot read the token file \(error.message)")
        }
        return .credentials(try await service.token(tenant: tenant, client: client, .assertion(token)))
    }

    private func missing(_ variable: String) -> CredentialFailure {
        CredentialFailure("AZURE_FEDERATED_TOKEN_FILE is set, but \(variable) is not")
    }
}
