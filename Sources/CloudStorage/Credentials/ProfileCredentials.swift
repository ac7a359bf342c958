internal import Cryptography
internal import SafeText

/// Credentials of a profile in the shared files: keys, or a role to be assumed.
public struct ProfileCredentials: CredentialSource {
    private let profiles: SharedProfiles
    private let profile: String
    /// Whether the user asked for this profile, so that it has to be there.
    private let isRequired: Bool
    private let service: TokenService
    /// What `credential_source` may name.
    private let environmentSources: [String: any CredentialSource<AWSCredentials>]

    /// Profiles that refer to each other are followed so far.
    private static let maximumDepth = 5

    init(
        _ profiles: SharedProfiles,
        profile: String,
        isRequired: Bool,
        service: TokenService,
        environmentSources: [String: any CredentialSource<AWSCredentials>] = [:]
    ) {
        self.profiles = profiles
        self.profile = profile
        self.isRequired = isRequired
        self.service = service
        self.environmentSources = environmentSources
    }

    /// The profile.
    public var name: String { "profile \(PrintableText.form(of: profile))" }

    /// Reads the profile.
    public func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
        guard profiles.profiles[profile] != nil else {
            let reason = "there is no such profile: \(profiles.accounts.joined(separator: ", "))"
            if isRequired { throw CredentialFailure("\(name): \(reason)") }
            return .none(reason)
        }
        return try await find(profile, depth: 0)
    }

    private func find(_ profile: String, depth: Int) async throws(CredentialFailure) -> CredentialsFound<AWSCredentials>
    {
        let title = "profile \(PrintableText.form(of: profile))"
        guard depth < Self.maximumDepth else { throw CredentialFailure("\(title): too many profiles in a row") }
        guard let settings = profiles.profiles[profile] else {
            throw CredentialFailure("\(title): there is no such profile")
        }
        if let role = settings["role_arn"] {
            return .credentials(try await assume(role, settings, profile, title, depth))
        }
        switch (settings["aws_access_key_id"], settings["aws_secret_access_key"]) {
        case (let key?, let secret?):
            return .credentials(
                AWSCredentials(
                    accessKeyID: key,
                    secretAccessKey: Secret(secret),
                    sessionToken: settings["aws_session_token"].map { Secret($0) }
                )
            )
        case (nil, nil): break
        default: throw CredentialFailure("\(title): only one of aws_access_key_id and aws_secret_access_key is there")
        }
        for unsupported in ["credential_process", "sso_session", "sso_start_url"] where settings[unsupported] != nil {
            return .none("\(unsupported) is not supported; export credentials into the environment instead")
        }
        return .none("there are no keys in it")
    }

    private func assume(
        _ role: String,
        _ settings: [String: String],
        _ profile: String,
        _ title: String,
        _ depth: Int
    ) async throws(CredentialFailure) -> AWSCredentials {
        let session = settings["role_session_name"] ?? "zbaudit"
        if let file = settings["web_identity_token_file"] {
            let source = WebIdentityCredentials(
                name: title,
                tokenFile: file,
                role: role,
                session: session,
                service: service
            )
            return try Self.required(try await source.find(), title)
        }
        let base: AWSCredentials
        if let other = settings["source_profile"] {
            // A profile may name itself, for its own keys.
            base =
                other == profile
                ? try Self.keys(settings, title) : try Self.required(try await find(other, depth: depth + 1), title)
        } else if let name = settings["credential_source"] {
            guard let source = environmentSources[name] else {
                throw CredentialFailure("\(title): credential_source \(PrintableText.form(of: name)) is not known")
            }
            base = try Self.required(try await source.find(), title)
        } else {
            throw CredentialFailure(
                "\(title): role_arn without source_profile, credential_source or web_identity_token_file"
            )
        }
        return try await service.assumeRole(role, session: session, externalID: settings["external_id"], with: base)
    }

    private static func keys(_ settings: [String: String], _ title: String) throws(CredentialFailure) -> AWSCredentials
    {
        guard let key = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] else {
            throw CredentialFailure("\(title): it names itself as source_profile, but has no keys")
        }
        return AWSCredentials(
            accessKeyID: key,
            secretAccessKey: Secret(secret),
            sessionToken: settings["aws_session_token"].map { Secret($0) }
        )
    }

    private static func required(
        _ found: CredentialsFound<AWSCredentials>,
        _ title: String
    ) throws(CredentialFailure) -> AWSCredentials {
        switch found {
        case .credentials(let credentials): return credentials
        case .none(let reason): throw CredentialFailure("\(title): its source has no credentials: \(reason)")
        }
    }
}
