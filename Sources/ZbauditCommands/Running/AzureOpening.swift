#if Cloud
internal import CloudStorage
internal import SafeText

/// Opens a container with what flags and environment say.
struct AzureOpening {
    private let options: NetworkOptions
    private let environment = ProcessEnvironment.current

    init(_ options: NetworkOptions) {
        self.options = options
    }

    /// Opens the store behind `azure://`.
    ///
    /// - Throws: `CommandFailure` when something that the user gave makes no sense or cannot be read.
    func open(_ rest: String) throws -> OpenStore {
        guard let address = AzureAddress(rest) else {
            throw CommandFailure(
                .usage,
                "azure://\(PrintableText.form(of: rest)) names no container: expected azure://container, 3 to 63 small"
                    + " letters, digits and hyphens; the account is named by --account or --endpoint"
            )
        }
        if let option = options.firstForS3 { throw CommandFailure(.usage, "\(option) is for s3:// only") }
        var flags = AzureConfiguration.Flags()
        flags.account = options.account
        flags.endpoint = options.endpoint
        flags.credentialsFile = options.credentialsFile
        flags.isAnonymous = options.anonymous
        let connections = try CloudConnections(options, environment)
        do throws(CredentialFailure) {
            let access = try AzureConfiguration(
                address,
                flags,
                environment,
                tokenSender: connections.credentialSender(EntraDialect())
            )
            return connections.opened(
                AzureBlobStore(
                    AzureBlobStore.Configuration(
                        endpoint: access.endpoint,
                        base: address.base,
                        authentication: access.authentication
                    ),
                    sender: connections.storeSender(AzureDialect())
                )
            )
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }
}
#endif
