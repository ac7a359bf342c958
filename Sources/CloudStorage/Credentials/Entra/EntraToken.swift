internal import Cryptography
internal import ZeebeFormat

/// A token with which Microsoft Entra says who somebody is.
public struct EntraToken: Equatable, Sendable {
    /// The token.
    let secret: Secret

    /// When it ends, by the clock of this machine.
    let expiresAt: Timestamp
}

/// A way to get tokens.
public protocol EntraTokenSource: Sendable {
    /// What the user knows it as: "client secret", "managed identity".
    var name: String { get }

    /// Asks for a token for Azure Storage.
    ///
    /// - Throws: `CredentialFailure` when this way is meant and does not work: others are then not tried.
    func find() async throws(CredentialFailure) -> EntraTokenFound
}

/// What came of one way.
public enum EntraTokenFound: Equatable, Sendable {
    /// A token.
    case token(EntraToken)
    /// None, for this reason, as a phrase.
    case none(String)
}

/// Tries several ways in order and takes the first that gives a token.
public struct EntraTokenChain: EntraTokenSource {
    private let sources: [any EntraTokenSource]

    /// Creates a chain.
    public init(_ sources: [any EntraTokenSource]) {
        self.sources = sources
    }

    /// The names of all ways.
    public var name: String { sources.map(\.name).joined(separator: ", ") }

    /// The first token there is.
    public func find() async throws(CredentialFailure) -> EntraTokenFound {
        var reasons: [String] = []
        for source in sources {
            switch try await source.find() {
            case .token(let token): return .token(token)
            case .none(let reason): reasons.append("\(source.name): \(reason)")
            }
        }
        return .none(reasons.joined(separator: "; "))
    }
}
