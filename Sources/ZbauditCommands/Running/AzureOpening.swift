#if Cloud
internal import CloudStorage
internal import SafeText

/// Opens a container with what flags and environment say.
struct AzureOpening {
    private let options: NetworkOptions
    private let configured: ConfiguredStore.Azure?

    /// - Parameter configured: What the broker's configuration says; flags go before it.
    init(_ options: NetworkOptions, _ configured: ConfiguredStore.Azure? = nil) {
        self.options = options
        self.configured = configured
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
        var flags = AzureConfiguration.Flags()
        flags.account = options.account ?? configured?.account
        // An account on the command line is not at the address that the configuration has for its own.
        flags.endpoint = options.endpoint ?? (options.account == nil ? configured?.endpoint : nil)
        flags.credentials = configured?.credentials
        flags.credentialsFile = options.credentialsFile
        flags.isAnonymous = options.anonymous
        let access = try NetworkAccess(options)
        do throws(CredentialFailure) {
            let found = try AzureConfiguration(
                address,
                flags,
                access.environment,
                tokenSender: access.credentialSender(EntraDialect())
            )
            try access.check(found.endpoint.service.origin)
            let configuration = AzureBlobStore.Configuration(
                endpoint: found.endpoint,
                base: address.base,
                authentication: found.authentication
            )
            return access.openStore(AzureBlobStore(configuration, sender: access.sender(AzureDialect())))
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }
}
#endif
