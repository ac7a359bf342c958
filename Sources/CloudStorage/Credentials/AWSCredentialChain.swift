/// Looks at several places for credentials, in order, and takes the first there are.
public struct AWSCredentialChain: AWSCredentialSource {
    private let sources: [any AWSCredentialSource]

    /// Creates a chain.
    public init(_ sources: [any AWSCredentialSource]) {
        self.sources = sources
    }

    /// The names of all places.
    public var name: String { sources.map(\.name).joined(separator: ", ") }

    /// The first credentials there are.
    ///
    /// - Throws: `CredentialFailure` that says of each place why there are none.
    public func find() async throws(CredentialFailure) -> AWSCredentialsFound {
        var reasons: [String] = []
        for source in sources {
            switch try await source.find() {
            case .credentials(let credentials): return .credentials(credentials)
            case .none(let reason): reasons.append("\(source.name): \(reason)")
            }
        }
        throw CredentialFailure("no credentials found (\(reasons.joined(separator: "; ")))")
    }
}
