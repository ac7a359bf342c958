internal import ObjectStorage

/// One object of a service, to be read range by range.
protocol RangeSource: Sendable {
    /// The object's key in the store.
    var key: ObjectKey { get }

    /// Asks for a range of the object.
    ///
    /// - Parameters:
    ///   - range: The bytes; at least one. The object may end before the last of them.
    ///   - version: The version that it must have; `nil` for whichever there is.
    /// - Throws: `RequestFailure`.
    func request(_ range: Range<UInt64>, of version: ObjectVersion?) async throws(RequestFailure) -> HTTPResponse

    /// Says what a failure means for the object, and what to do about it.
    func storageError(_ failure: RequestFailure, _ action: StorageError.Action) -> StorageError

    /// Waits in front of another try after a transfer that broke.
    func pause(after failures: Int, _ failure: TransportFailure) async throws(RequestFailure)
}

/// Which version of an object it is, by what the service calls it.
struct ObjectVersion: Equatable, Sendable {
    /// The entity tag as it stands in the header, with its quotation marks.
    let entityTag: String

    /// Whether requests may be made conditional on it: weak tags do not tell versions apart.
    var isStrong: Bool { !entityTag.hasPrefix("W/") }
}

/// The checked head of an answer to a request for a range.
struct RangeAnswer: Sendable {
    /// The bytes of the object that follow.
    let range: Range<UInt64>
    /// Size of the whole object.
    let size: UInt64
    /// The version of the object; `nil` where the service does not say.
    let version: ObjectVersion?
    /// The bytes.
    let body: any HTTPBody

    /// Checks an answer to a request for `wanted`.
    ///
    /// - Throws: `TransportFailure` of the kind `malformed` when it does not fit the request or itself.
    init(_ response: HTTPResponse, wanted: Range<UInt64>) throws(TransportFailure) {
        body = response.body
        version = response.headers["etag"].map { ObjectVersion(entityTag: $0) }
        // A page that something in between puts in the place of the answer must not become the object.
        guard version != nil else { throw Self.malformed("an object without an ETag, which no store does") }
        let length = response.headers.count("content-length")
        switch response.status {
        case 206:
            guard let text = response.headers["content-range"], let content = ContentRange(text),
                let bytes = content.bytes
            else { throw Self.malformed("a part without a readable Content-Range") }
            range = bytes
            size = content.size
            guard range.lowerBound == wanted.lowerBound, range.upperBound == min(wanted.upperBound, size) else {
                throw Self.malformed("bytes \(range) of \(size) where \(wanted) were asked for")
            }
        case 200:
            // Some services answer so when the range is the whole object.
            guard let length else { throw Self.malformed("the whole object without its length") }
            guard wanted.lowerBound == 0, length <= wanted.upperBound else {
                throw Self.malformed("the whole object of \(length) bytes where \(wanted) were asked for")
            }
            range = 0..<length
            size = length
        default:
            throw Self.malformed("status \(response.status) to a request for a range")
        }
        if let length, length != UInt64(range.count) {
            throw Self.malformed("\(length) bytes where its range has \(range.count)")
        }
    }

    private static func malformed(_ what: String) -> TransportFailure {
        TransportFailure(.malformed, "the service answered with \(what)")
    }
}
