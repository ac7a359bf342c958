/// A place where credentials may be, or a way to get them.
public protocol CredentialSource<Credentials>: Sendable {
    /// What it gives.
    associatedtype Credentials: ExpiringCredentials

    /// What the user knows it as: "environment", "profile staging", "managed identity".
    var name: String { get }

    /// Looks for credentials.
    ///
    /// - Throws: `CredentialFailure` when the place is meant to give some and does not: others are then not tried.
    func find() async throws(CredentialFailure) -> CredentialsFound<Credentials>
}

/// What came of looking at one place.
public enum CredentialsFound<Credentials: ExpiringCredentials>: Sendable {
    /// Credentials.
    case credentials(Credentials)
    /// None, for this reason, as a phrase.
    case none(String)
}

extension CredentialsFound: Equatable where Credentials: Equatable {}

/// Looks at several places for credentials, in order, and takes the first there are.
public struct CredentialChain<Credentials: ExpiringCredentials>: CredentialSource {
    private let sources: [any CredentialSource<Credentials>]
    private let passedOver: [String]

    /// Creates a chain.
    ///
    /// - Parameter passedOver: What was looked at before, and why nothing there counts, as phrases.
    public init(_ sources: [any CredentialSource<Credentials>], passedOver: [String] = []) {
        self.sources = sources
        self.passedOver = passedOver
    }

    /// The names of all places.
    public var name: String { sources.map(\.name).joined(separator: ", ") }

    /// The first credentials there are.
    ///
    /// - Throws: `CredentialFailure` that says of each place why there are none.
    public func find() async throws(CredentialFailure) -> CredentialsFound<Credentials> {
        var reasons = passedOver
        for source in sources {
            switch try await source.find() {
            case .credentials(let credentials): return .credentials(credentials)
            case .none(let reason): reasons.append("\(source.name): \(reason)")
            }
        }
        throw CredentialFailure("no credentials found (\(reasons.joined(separator: "; ")))")
    }
}

extension CredentialCache {
    /// Creates an empty cache of what a source gives.
    public init(_ source: any CredentialSource<Credentials>, time: any TimeSource) {
        self.init(time: time) { () async throws(CredentialFailure) in
            switch try await source.find() {
            case .credentials(let found): return found
            case .none(let reason): throw CredentialFailure("no credentials found (\(source.name): \(reason))")
            }
        }
    }
}
