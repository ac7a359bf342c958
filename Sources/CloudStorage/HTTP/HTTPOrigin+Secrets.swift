extension HTTPOrigin {
    /// Whether it is this machine, so that nobody else hears what is sent.
    var isLoopback: Bool { IPAddress(host)?.isLoopback ?? (host == "localhost") }

    /// Whether a secret may be sent there.
    var mayHearSecrets: Bool { scheme == .https || isLoopback }
}
