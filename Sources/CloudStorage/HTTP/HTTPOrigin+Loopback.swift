extension HTTPOrigin {
    /// Whether the host is this machine, so that what is sent there goes over no network.
    var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || (isAddress && host.hasPrefix("127."))
    }
}
