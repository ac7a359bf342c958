extension HTTPOrigin {
    /// Whether it is this machine, so that nobody else hears what is sent.
    var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && isAddress)
    }

    /// Whether a secret may be sent there.
    var mayHearSecrets: Bool { scheme == .https || isLoopback }
}
