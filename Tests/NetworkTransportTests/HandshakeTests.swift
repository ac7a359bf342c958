#if Cloud
import CloudStorage
import Foundation
import NetworkTransport
import Testing

/// Servers that end the TLS handshake in one way or another.
@Suite("TLS handshakes", .timeLimit(.minutes(1)))
struct HandshakeTests {
    private func failure(_ server: HandshakeBreaker) async throws -> TransportFailure? {
        let transport = NetworkTransport(
            NetworkTransport.Configuration(
                proxies: ProxySettings(ProcessEnvironment(variables: [:])),
                connectionsPerHost: 1
            )
        )
        let request = HTTPRequest(.get, HTTPOrigin(.https, "localhost", port: server.port), path: "/")
        var failure: TransportFailure?
        do throws(TransportFailure) {
            _ = try await transport.send(request)
        } catch {
            failure = error
        }
        await transport.shutDown()
        return failure
    }

    @Test(
        "a connection that is lost meanwhile may be tried again",
        arguments: [HandshakeBreaker.End.close, .reset, .alert(80)]
    )
    func lost(end: HandshakeBreaker.End) async throws {
        let failure = try await failure(try HandshakeBreaker(end))
        #expect(failure?.kind == .closed)
        #expect(failure?.isTransient == true)
    }

    @Test(
        "where the two sides do not come together, nothing is tried again",
        arguments: [
            HandshakeBreaker.End.alert(40), .alert(70), .text("HTTP/1.1 400 Bad Request\r\n\r\n"),
        ]
    )
    func refused(end: HandshakeBreaker.End) async throws {
        let failure = try await failure(try HandshakeBreaker(end))
        #expect(failure?.kind == .tls)
        #expect(failure?.isTransient == false)
    }
}

/// A server on loopback that reads the first message of a handshake and ends it.
final class HandshakeBreaker: Sendable {
    enum End: Sendable {
        case close
        case reset
        /// A fatal alert (RFC 8446 §6).
        case alert(UInt8)
        case text(String)

        fileprivate var answer: [UInt8] {
            switch self {
            case .close, .reset: []
            case .alert(let number): [21, 3, 3, 0, 2, 2, number]
            case .text(let text): Array(text.utf8)
            }
        }
    }

    struct SocketError: Error {
        let code = errno
    }

    let port: Int
    private let listener: Int32

    init(_ end: End) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 8) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard listener >= 0, isReady else { throw SocketError() }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                var piece = [UInt8](repeating: 0, count: 16 * 1024)
                _ = read(connection, &piece, piece.count)
                if case .reset = end {
                    var linger = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(
                        connection,
                        SOL_SOCKET,
                        SO_LINGER,
                        &linger,
                        socklen_t(MemoryLayout.size(ofValue: linger))
                    )
                }
                let answer = end.answer
                if !answer.isEmpty { _ = write(connection, answer, answer.count) }
                close(connection)
            }
        }
    }

    deinit {
        // Wakes whoever waits for a connection.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}
#endif
