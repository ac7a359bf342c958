#if Cloud
internal import AsyncHTTPClient
public import CloudStorage
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
import Synchronization

/// Sends requests over TCP and TLS by async-http-client: HTTP/1.1, connections reused, certificates verified.
///
/// It must be shut down when nothing is sent any more.
public final class NetworkTransport: HTTPTransport {
    /// What a user can set.
    public struct Configuration: Sendable {
        /// Path of a file with the certificates of authorities, in PEM form, in place of the system's.
        public var authorityFile: String?
        /// Which requests go through a proxy.
        public var proxies: ProxySettings
        /// How many connections to one host there may be.
        public var connectionsPerHost: Int
        /// How long a connection may take to be established.
        public var connectTimeout = Duration.seconds(10)
        /// How long nothing may arrive of an answer that is awaited.
        public var readTimeout = Duration.seconds(30)

        /// Creates a configuration.
        public init(proxies: ProxySettings, connectionsPerHost: Int, authorityFile: String? = nil) {
            self.proxies = proxies
            self.connectionsPerHost = connectionsPerHost
            self.authorityFile = authorityFile
        }
    }

    private let configuration: Configuration
    /// One client for direct connections and one for each proxy, made when they are needed.
    private let clients = Mutex<[ProxySettings.Proxy?: HTTPClient]>([:])

    /// Creates a transport. Nothing is connected before something is sent.
    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Sends a request and waits for the head of its answer.
    public func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
        do {
            let client = try client(for: request.origin)
            let response = try await client.execute(message(request), deadline: deadline(request))
            var headers = CloudStorage.HTTPHeaders()
            for (name, value) in response.headers { headers.add(name, value) }
            return HTTPResponse(
                status: Int(response.status.code),
                headers: headers,
                body: ResponseBody(response.body)
            )
        } catch {
            throw TransportFailure(networkError: error)
        }
    }

    /// Closes all connections. Requests that are under way fail.
    public func shutDown() async {
        let clients = clients.withLock { clients in
            defer { clients = [:] }
            return Array(clients.values)
        }
        // It fails only when it was done before.
        for client in clients { try? await client.shutdown() }
    }

    private func client(for origin: HTTPOrigin) throws(TransportFailure) -> HTTPClient {
        let proxy: ProxySettings.Proxy?
        do throws(ProxySettings.InvalidProxy) {
            proxy = try configuration.proxies.proxy(for: origin)
        } catch {
            throw TransportFailure(.proxy, error.description)
        }
        return clients.withLock { clients in
            if let client = clients[proxy] { return client }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: clientConfiguration(proxy))
            clients[proxy] = client
            return client
        }
    }

    private func clientConfiguration(_ proxy: ProxySettings.Proxy?) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = configuration.authorityFile { tls.trustRoots = .file(file) }
        var client = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(configuration.connectTimeout),
                read: TimeAmount(configuration.readTimeout)
            ),
            decompression: .disabled
        )
        client.httpVersion = .http1Only
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionsPerHost
        // Repeating is done above, where it is counted.
        client.connectionPool.retryConnectionEstablishment = false
        client.proxy = proxy.map {
            .server(
                host: $0.host,
                port: $0.port,
                authorization: $0.user.map { [password = $0.password] in
                    .basic(username: $0, password: password ?? "")
                }
            )
        }
        return client
    }

    private func message(_ request: HTTPRequest) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: "\(request.origin)\(request.target)")
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        // As it was signed: the client would leave out no port, or another one.
        message.headers.add(name: "Host", value: request.origin.authority)
        for field in request.headers.fields { message.headers.add(name: field.name, value: field.value) }
        message.headers.add(name: "User-Agent", value: "zbaudit")
        if !request.body.isEmpty { message.body = .bytes(request.body) }
        return message
    }

    private func deadline(_ request: HTTPRequest) -> NIODeadline {
        request.timeout.map { .now() + TimeAmount($0) } ?? .distantFuture
    }
}
#endif
