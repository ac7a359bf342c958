/// The bytes of a response, as they arrive.
///
/// One task at a time reads them. Whoever does not read to the end calls ``cancel()``, so that the connection is given
/// back; a body that nobody holds any more cancels itself.
public protocol HTTPBody: Sendable, AnyObject {
    /// Reads what has arrived, waiting for at least one byte.
    ///
    /// - Returns: The number of bytes that were put into `buffer`; 0 at the end, and for an empty buffer.
    /// - Throws: `TransportFailure` when the connection breaks before the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(TransportFailure) -> Int

    /// Ends the transfer. Reading afterwards fails.
    func cancel()
}

/// A response: its head, and a body that is still to be read.
public struct HTTPResponse: Sendable {
    /// The status code.
    public let status: Int

    /// The header fields.
    public let headers: HTTPHeaders

    /// The body.
    public let body: any HTTPBody

    /// Creates a response.
    public init(status: Int, headers: HTTPHeaders, body: any HTTPBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether the status says that the request was fulfilled.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

extension HTTPBody {
    /// Reads the whole body, at most `limit` bytes; what is longer is cut off and its transfer ended.
    ///
    /// - Returns: The bytes, and whether that was all.
    /// - Throws: `TransportFailure` when the connection breaks before the end.
    public func collect(limit: Int) async throws(TransportFailure) -> (bytes: [UInt8], isComplete: Bool) {
        var bytes: [UInt8] = []
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { unsafe piece.deallocate() }
        while true {
            let count = try await unsafe read(into: piece)
            if count == 0 { return (bytes, true) }
            let kept = min(count, limit - bytes.count)
            unsafe bytes.append(contentsOf: piece[..<kept])
            if kept < count {
                cancel()
                return (bytes, false)
            }
        }
    }
}
