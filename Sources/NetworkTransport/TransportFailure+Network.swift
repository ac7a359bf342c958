#if Cloud
internal import AsyncHTTPClient
internal import CloudStorage
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

extension TransportFailure {
    /// Says what an error of the client or the network means.
    init(networkError error: any Error) {
        switch error {
        case is CancellationError: self.init(.cancelled, "cancelled")
        case let error as HTTPClientError: self.init(client: error)
        case is NIOConnectionError: self.init(connecting: error)
        case let error as NIOSSLError: self.init(tls: error)
        // After the handshake: something on the way has changed or cut the stream.
        case is BoringSSLError: self.init(.closed, "the TLS connection broke")
        case is NIOSSLCloseTimedOutError: self.init(.closed, "the connection was closed")
        case is NIOSSLExtraError: self.init(.tls, "the certificate is not for this host")
        case HTTPParserError.invalidEOFState:
            self.init(.closed, "the connection was closed before the answer was complete")
        case is HTTPParserError: self.init(.malformed, "what arrived is no HTTP")
        case let error as IOError: self.init(io: error)
        case is ChannelError: self.init(.closed, "the connection was closed")
        case let failure as TransportFailure: self = failure
        default: self.init(.other, "\(type(of: error))")
        }
    }

    /// Says whether a connection was lost, which another try may mend, or the two sides cannot come together.
    private init(tls error: NIOSSLError) {
        switch error {
        case .handshakeFailed(let cause) where Self.isLoss(cause):
            self.init(.closed, "the connection was lost during the TLS handshake")
        case .uncleanShutdown, .shutdownFailed, .readInInvalidTLSState, .writeDuringTLSShutdown:
            self.init(.closed, "the TLS connection was closed before the answer was complete")
        default: self.init(.tls, Self.reason(tls: "\(error)"))
        }
    }

    private static func isLoss(_ cause: BoringSSLError) -> Bool {
        switch cause {
        case .syscallError, .zeroReturn: true
        case .sslError(let stack):
            stack.contains(.eofDuringHandshake) || stack.contains(.eofDuringAdditionalCertficiateChainValidation)
                // What a server or what distributes its load says when it fails itself.
                || "\(stack)".contains("ALERT_INTERNAL_ERROR")
        default: false
        }
    }

    /// The reason in a text of the TLS library, which holds much that nobody needs.
    private static func reason(tls text: String) -> String {
        if text.contains("CERTIFICATE_VERIFY_FAILED") { return "the certificate is not one to be trusted" }
        if text.contains("WRONG_VERSION_NUMBER") { return "what answers does not speak TLS; is it http:// there?" }
        return "the TLS handshake failed"
    }

    private init(client error: HTTPClientError) {
        switch error {
        case .cancelled: self.init(.cancelled, "cancelled")
        case .connectTimeout: self.init(.connectTimeout, "no connection in time")
        case .tlsHandshakeTimeout: self.init(.connectTimeout, "no TLS handshake in time")
        case .getConnectionFromPoolTimeout: self.init(.connectTimeout, "no connection became free in time")
        case .readTimeout, .deadlineExceeded: self.init(.readTimeout, "nothing arrived in time")
        case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled:
            self.init(.closed, "the connection was closed before the answer was complete")
        case .httpProxyHandshakeTimeout: self.init(.connectTimeout, "the proxy did not answer in time")
        case .invalidProxyResponse: self.init(.proxy, "the proxy refuses the connection")
        case .proxyAuthenticationRequired: self.init(.proxy, "the proxy wants a user and a password")
        case .invalidURL, .emptyHost, .emptyScheme: self.init(.invalidRequest, "the address is not valid")
        case .alreadyShutdown: self.init(.cancelled, "the run has ended")
        default: self.init(.other, error.shortDescription)
        }
    }

    /// The reasons why none of a host's addresses could be reached.
    private init(connecting error: any Error) {
        guard let error = error as? NIOConnectionError else {
            self.init(.refused, "no connection")
            return
        }
        if error.connectionErrors.isEmpty {
            self.init(.unknownHost, "the host \(error.host) has no address")
        } else if let first = error.connectionErrors.first?.error as? IOError {
            self.init(io: first)
        } else {
            self.init(.refused, "no connection to \(error.host):\(error.port)")
        }
    }

    private init(io error: IOError) {
        switch error.errnoCode {
        case Errno.refused: self.init(.refused, "connection refused")
        case Errno.reset, Errno.brokenPipe, Errno.aborted: self.init(.closed, "the connection was reset")
        case Errno.timedOut: self.init(.connectTimeout, "no connection in time")
        case Errno.hostUnreachable, Errno.networkUnreachable: self.init(.refused, "no way to the host")
        default: self.init(.other, "\(error)")
        }
    }

    /// Linux's numbers, which are part of its interface.
    private enum Errno {
        static let brokenPipe: Int32 = 32
        static let networkUnreachable: Int32 = 101
        static let aborted: Int32 = 103
        static let reset: Int32 = 104
        static let timedOut: Int32 = 110
        static let refused: Int32 = 111
        static let hostUnreachable: Int32 = 113
    }
}
#endif
