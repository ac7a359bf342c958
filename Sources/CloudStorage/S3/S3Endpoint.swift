/// Where a bucket is: the service's address, the region, and how the bucket is named in requests.
public struct S3Endpoint: Equatable, Sendable {
    /// The region of requests when nothing names one.
    public static let defaultRegion = "us-east-1"

    /// The bucket.
    public let bucket: String

    /// The region, as it stands in signatures.
    public private(set) var region: String

    /// The address that was given; `nil` for that of AWS.
    private let custom: HTTPBaseURL?

    /// Whether the bucket is the first part of the path, rather than of the host's name.
    public let isPathStyle: Bool

    /// Creates an endpoint.
    ///
    /// - Parameters:
    ///   - custom: The service's address; `nil` for AWS.
    ///   - isPathStyle: How the bucket is named. `nil` leaves it to the rules that AWS's own programs have: in the path
    ///     for services of others, and for buckets whose names cannot be part of a host's under TLS.
    public init(bucket: String, region: String, custom: HTTPBaseURL? = nil, isPathStyle: Bool? = nil) {
        self.bucket = bucket
        self.region = region
        self.custom = custom
        let mustBePath = !Self.isHostPart(bucket) || custom?.origin.isAddress == true
        let isForeign = custom.map { !$0.origin.host.hasSuffix(".amazonaws.com") } ?? false
        self.isPathStyle = mustBePath || isPathStyle ?? isForeign
    }

    /// The same bucket in another region.
    public func inRegion(_ region: String) -> S3Endpoint {
        var endpoint = self
        endpoint.region = region
        return endpoint
    }

    /// Where requests go.
    public var origin: HTTPOrigin {
        let service = service.origin
        return isPathStyle ? service : HTTPOrigin(service.scheme, "\(bucket).\(service.host)", port: service.port)
    }

    /// The path of the bucket, or of one of its objects; a key is encoded.
    public func path(key: String? = nil) -> String {
        let bucketPath = service.path + (isPathStyle ? "/" + PercentEncoding.component(bucket) : "")
        guard let key else { return bucketPath.isEmpty ? "/" : bucketPath }
        return bucketPath + "/" + PercentEncoding.path(key)
    }

    /// The service's address, for messages.
    var service: HTTPBaseURL {
        custom ?? HTTPBaseURL(HTTPOrigin(.https, "s3.\(region).\(Self.domain(of: region))"))
    }

    /// The domain of AWS that a region belongs to.
    static func domain(of region: String) -> String {
        region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    }

    /// Whether a bucket's name can be the first part of a host's name that a certificate covers.
    private static func isHostPart(_ bucket: String) -> Bool {
        let bytes = bucket.utf8
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            guard let byte else { return false }
            return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
        }
        return (3...63).contains(bytes.count) && isAlphanumeric(bytes.first) && isAlphanumeric(bytes.last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }
}
