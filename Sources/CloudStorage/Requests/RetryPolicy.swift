internal import ZeebeFormat

/// How often and after which pauses requests are repeated: exponential back-off with full jitter.
public struct RetryPolicy: Sendable {
    /// The most tries of one request, while the service answers others.
    public var tries = 8

    /// How long requests are repeated while a service that has answered before answers nobody, from its last answer on.
    public var patience = Duration.seconds(60)

    /// The most tries while nobody answers at all and never did: the address is probably wrong.
    public var triesOfUnknown = 4

    /// The most tries of a request whose answer stalls, each of which takes long.
    public var triesOfStalled = 3

    /// How many requests in a row have to fail with all their tries before others are tried once only.
    public var failuresUntilDown = 3

    /// The upper bound of the first pause; each further one doubles it.
    public var firstPause = Duration.milliseconds(200)

    /// The upper bound of every pause.
    public var longestPause = Duration.seconds(20)

    /// The longest pause that a service may ask for; when it asks for more, the request fails.
    public var longestAskedPause = Duration.seconds(60)

    /// A random number of 0..<1.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    /// Creates the usual policy.
    public init() {}

    /// The pause in front of another try.
    ///
    /// - Parameters:
    ///   - failures: How often it has failed: 1 or more.
    ///   - asked: The pause that the service asked for.
    /// - Returns: `nil` when the service asks for a longer pause than anybody waits.
    func pause(after failures: Int, asked: Duration?) -> Duration? {
        let bound = min(firstPause * (1 << min(max(failures - 1, 0), 20)), longestPause)
        let jittered = bound * random()
        guard let asked else { return jittered }
        return asked > longestAskedPause ? nil : asked + jittered / 4
    }
}

/// The header `Retry-After` (RFC 9110 §10.2.3): seconds or a date.
enum RetryAfter {
    /// The pause that an answer asks for; `nil` when it asks for none.
    static func pause(_ headers: HTTPHeaders, now: Timestamp) -> Duration? {
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = headers.count("retry-after") { return .seconds(Int64(clamping: min(seconds, 1 << 40))) }
        // The service's own clock tells how far away a date is; ours may be wrong.
        guard let date = HTTPDate.parse(text) else { return nil }
        return max(date.interval(since: headers["date"].flatMap(HTTPDate.parse) ?? now), .zero)
    }
}
