/// Tokens of the service account of the machine, pod or function that this runs in, from its metadata server.
struct MetadataServerToken: GoogleTokenSource {
    private let environment: ProcessEnvironment
    private let sender: RequestSender

    /// Outside of Google's cloud nobody answers, and finding that out must not take long.
    private static let timeout = Duration.seconds(3)

    init(_ environment: ProcessEnvironment, sender: RequestSender) {
        self.environment = environment
        self.sender = sender
    }

    func token() async throws(CredentialFailure) -> GoogleToken {
        if environment["NO_GCE_CHECK"]?.lowercased() == "true" {
            throw CredentialFailure("the metadata server is not asked, since NO_GCE_CHECK is set")
        }
        let host = environment["GCE_METADATA_HOST"] ?? environment["GCE_METADATA_ROOT"] ?? "metadata.google.internal"
        let scopes = PercentEncoding.query([(name: "scopes", value: GoogleScope.readObjects)])
        let service = try GoogleTokenService(
            "http://\(host)/computeMetadata/v1/instance/service-accounts/default/token?\(scopes)",
            isSecret: false
        )
        return try await sender.accessToken(
            service.get(headers: HTTPHeaders([("Metadata-Flavor", "Google")]), timeout: Self.timeout),
            what: "a token for this machine's service account",
            advice: "give this machine a service account"
        )
    }
}
