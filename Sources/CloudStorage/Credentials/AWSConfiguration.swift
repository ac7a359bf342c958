internal import SafeText

/// What flags, environment and shared files say about access to AWS, or to a service like it.
public struct AWSConfiguration: Sendable {
    /// Where credentials are looked for.
    public let credentials: any CredentialSource<AWSCredentials>

    /// The region, where anything names one.
    public let region: String?

    /// The address of S3, where anything names one.
    public let endpoint: String?

    /// The flags that go before everything else.
    public struct Flags: Sendable {
        /// `--profile`
        public var profile: String?
        /// `--credentials-file`
        public var credentialsFile: String?
        /// Credentials that the user's configuration of the broker holds: with them nothing else is looked at, unless a
        /// file or a profile is named.
        public var credentials: AWSCredentials?
        /// `--region`
        public var region: String?
        /// `--endpoint`
        public var endpoint: String?

        /// Creates flags of which none is set.
        public init() {}
    }

    /// Puts together what is said.
    ///
    /// Region and address come from flags, environment and profile, in this order. Credentials come from what a flag names
    /// and from nowhere else; without such a flag the order is that of the AWS SDK for Java 2, with which brokers write the
    /// store, so that both act as the same identity: environment, web identity of the environment, profile, container,
    /// instance.
    ///
    /// - Parameter sender: Sends requests to the services that give out credentials.
    /// - Throws: `CredentialFailure` when the file that was asked for cannot be read.
    public init(_ flags: Flags, _ environment: ProcessEnvironment, sender: RequestSender) throws(CredentialFailure) {
        let profile = flags.profile ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        let profiles: SharedProfiles
        if let file = flags.credentialsFile {
            profiles = try SharedProfiles(credentialsFile: environment.expanded(file))
        } else {
            profiles = SharedProfiles(environment)
        }
        let settings = profiles.profiles[profile ?? "default"] ?? [:]
        let region =
            flags.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? settings["region"]
        self.region = region
        endpoint =
            flags.endpoint ?? environment["AWS_ENDPOINT_URL_S3"] ?? environment["AWS_ENDPOINT_URL"]
            ?? settings["endpoint_url"]
        let service = TokenService(
            region: region ?? S3Endpoint.defaultRegion,
            environment: environment,
            sender: sender
        )
        let variables = EnvironmentCredentials(environment)
        let container = ContainerCredentials(environment, sender: sender)
        let instance = InstanceMetadataCredentials(environment, sender: sender)
        let ofProfile = ProfileCredentials(
            profiles,
            profile: profile ?? "default",
            isRequired: profile != nil || flags.credentialsFile != nil,
            service: service,
            environmentSources: [
                "Environment": variables, "EcsContainer": container, "Ec2InstanceMetadata": instance,
            ]
        )
        if flags.credentialsFile != nil || flags.profile != nil {
            // Who names a file or a profile means it, whatever else there is.
            credentials = CredentialChain([ofProfile])
        } else if let given = flags.credentials {
            credentials = CredentialChain([GivenCredentials(given)])
        } else {
            credentials = CredentialChain([
                variables, WebIdentityCredentials(environment, service: service), ofProfile, container, instance,
            ])
        }
    }
}
