public import Cryptography
public import ZeebeFormat

/// A token with which Microsoft Entra says who somebody is.
public struct EntraToken: BearerToken, Equatable {
    /// The token.
    public let secret: Secret

    /// When it ends, by the clock of this machine.
    public let expiresAt: Timestamp

    /// Metadata services of machines have a new one well before.
    public static var renewalMargin: Duration { .seconds(300) }

    /// The time until ``expiresAt``.
    public func lifetime(by time: any TimeSource) -> Duration? { expiresAt.interval(since: time.now) }
}

/// Tokens of Entra that are replaced in time.
public typealias EntraTokenCache = CredentialCache<EntraToken>
