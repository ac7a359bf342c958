public import Cryptography
internal import SafeText

/// What flags, a file and the environment say about access to a container.
public struct AzureConfiguration: Sendable {
    /// Where the container is.
    public let endpoint: AzureEndpoint

    /// How requests are made acceptable.
    public let authentication: AzureAuthentication

    /// The flags that go before everything else.
    public struct Flags: Sendable {
        /// `--account`
        public var account: String?
        /// `--endpoint`
        public var endpoint: String?
        /// `--credentials-file`
        public var credentialsFile: String?
        /// Credentials in the broker's configuration, in any of the forms of a credentials file, and where they stand.
        public var credentials: (text: Secret, place: String)?
        /// `--anonymous`
        public var isAnonymous = false

        /// Creates flags of which none is set.
        public init() {}
    }

    /// Puts together what is said.
    ///
    /// The order: `--anonymous`; the credentials file; `AZURE_STORAGE_CONNECTION_STRING`, `AZURE_STORAGE_KEY`,
    /// `AZURE_STORAGE_SAS_TOKEN`, unless they are for another account than the flags name; then identities in the order of
    /// Azure's own programs: client secret, workload identity, managed identity.
    ///
    /// - Parameter tokenSender: Sends requests to the services that give out tokens. Its connections are not those of the
    ///   blob service: requests there wait for tokens while they hold one.
    /// - Throws: `CredentialFailure` when the account is not known, or what is said makes no sense.
    public init(
        _ address: AzureAddress,
        _ flags: Flags,
        _ environment: ProcessEnvironment,
        tokenSender: RequestSender
    ) throws(CredentialFailure) {
        var credentials: AzureCredentials?
        var passedOver: [String] = []
        if let file = flags.credentialsFile {
            credentials = try AzureCredentials(file: environment.expanded(file))
        } else if let given = flags.credentials {
            credentials = try AzureCredentials(given.text.text, place: given.place)
        } else if !flags.isAnonymous, let found = try AzureCredentials.find(in: environment) {
            if let conflict = Self.conflict(found, flags) {
                passedOver.append("\(found.place): it is for \(conflict)")
            } else {
                credentials = found
            }
        }
        let endpoint = try Self.endpoint(address, flags, environment, credentials)
        if let credentials, let named = credentials.account, let account = endpoint.account, named != account {
            throw CredentialFailure(
                "\(credentials.place) is for the account \(PrintableText.form(of: named)), not for"
                    + " \(PrintableText.form(of: account))"
            )
        }
        self.endpoint = endpoint
        authentication = try Self.authentication(
            flags.isAnonymous ? nil : credentials,
            flags,
            environment,
            endpoint,
            passedOver,
            tokenSender
        )
    }

    /// The account or address that credentials of the environment are for, when flags name another one.
    private static func conflict(_ credentials: AzureCredentials, _ flags: Flags) -> String? {
        if let wanted = flags.account {
            return credentials.account.flatMap { $0 == wanted ? nil : "the account \(PrintableText.form(of: $0))" }
        }
        guard let wanted = flags.endpoint, let base = HTTPBaseURL(wanted) else { return nil }
        let account = AzureEndpoint(base, container: "").account
        guard let account, let named = credentials.account, named != account else { return nil }
        return "the account \(PrintableText.form(of: named))"
    }

    // MARK: Where

    private static func endpoint(
        _ address: AzureAddress,
        _ flags: Flags,
        _ environment: ProcessEnvironment,
        _ credentials: AzureCredentials?
    ) throws(CredentialFailure) -> AzureEndpoint {
        let account = flags.account ?? credentials?.account ?? environment["AZURE_STORAGE_ACCOUNT"]
        if let account, !AzureEndpoint.isAccount(account) {
            throw CredentialFailure(
                "\(PrintableText.form(of: account)) is no name of a storage account: small letters and digits, 3 to 24"
            )
        }
        // An account that a flag names is not at the address that goes with credentials for no account.
        let ofCredentials = flags.account == nil || credentials?.account != nil ? credentials?.endpoint : nil
        if let text = flags.endpoint ?? ofCredentials {
            guard let base = HTTPBaseURL(text) else {
                let place = flags.endpoint == nil ? "the blob endpoint in \(credentials?.place ?? "")" : "--endpoint"
                throw CredentialFailure(
                    "\(place) is no http or https URL: \(PrintableText.form(of: withoutQuery(text)))"
                )
            }
            // The name in an address goes before that of the environment, but not before one that somebody chose.
            let chosen = flags.account ?? credentials?.account
            if flags.endpoint != nil, let chosen, let told = AzureEndpoint.account(ofHost: base.origin.host),
                told != chosen
            {
                throw CredentialFailure(
                    "\(base.origin) is the address of the account \(told), not of \(chosen): give one of the two"
                )
            }
            let endpoint = AzureEndpoint(base, account: chosen, container: address.container)
            if endpoint.account != nil { return endpoint }
            return AzureEndpoint(base, account: account, container: address.container)
        }
        guard let account else {
            throw CredentialFailure(
                "nothing says which storage account the container \(address.container) is in; give --account or --endpoint"
            )
        }
        return AzureEndpoint(account: account, container: address.container)
    }

    /// A query may be a shared access signature.
    private static func withoutQuery(_ text: String) -> Substring { text.prefix { $0 != "?" } }

    // MARK: By what

    private static func authentication(
        _ credentials: AzureCredentials?,
        _ flags: Flags,
        _ environment: ProcessEnvironment,
        _ endpoint: AzureEndpoint,
        _ passedOver: [String],
        _ tokenSender: RequestSender
    ) throws(CredentialFailure) -> AzureAuthentication {
        if flags.isAnonymous { return .anonymous }
        if let credentials {
            switch credentials.proof {
            case .key(let text): return .sharedKey(try sharedKey(text, credentials.place, endpoint))
            case .signature(let signature):
                guard endpoint.service.origin.mayHearSecrets || signature.permitsPlainHTTP else {
                    throw unprotected("the shared access signature of \(credentials.place)", endpoint)
                }
                return .sharedAccess(signature)
            case .none: break
            }
        }
        guard endpoint.service.origin.mayHearSecrets else { throw unprotected("the token of an identity", endpoint) }
        let service = EntraTokenService(environment, sender: tokenSender)
        let looked =
            passedOver.isEmpty ? ["AZURE_STORAGE_CONNECTION_STRING, _KEY and _SAS_TOKEN are not set"] : passedOver
        let chain = CredentialChain(
            [
                ClientSecretTokens(environment: environment, service: service),
                WorkloadIdentityTokens(environment: environment, service: service),
                ManagedIdentityTokens(environment: environment, sender: tokenSender),
            ],
            passedOver: credentials == nil ? looked : []
        )
        return .identity(EntraTokenCache(chain, time: tokenSender.time))
    }

    private static func sharedKey(
        _ text: Secret,
        _ place: String,
        _ endpoint: AzureEndpoint
    ) throws(CredentialFailure) -> SharedKey {
        guard let account = endpoint.account else {
            throw CredentialFailure("the address \(endpoint.service) does not tell the account; give --account")
        }
        guard let key = SharedKey(account: account, base64: text.text) else {
            throw CredentialFailure("the account key in \(place) is not base64; copy it again")
        }
        return key
    }

    private static func unprotected(_ what: String, _ endpoint: AzureEndpoint) -> CredentialFailure {
        CredentialFailure(
            "\(what) is not sent to \(endpoint.service.origin), where others could read it; give an https address"
        )
    }
}
