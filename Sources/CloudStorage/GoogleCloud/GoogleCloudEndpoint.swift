/// Where the JSON API of Google Cloud Storage is, and the paths of one bucket in it.
public struct GoogleCloudEndpoint: Equatable, Sendable {
    /// The bucket.
    public let bucket: String

    /// Where requests go.
    public let origin: HTTPOrigin

    private let path: String

    /// What the paths of the JSON API begin with; an address that ends in it names the same service.
    private static let apiPath = "/storage/v1"

    /// Creates an endpoint.
    ///
    /// - Parameter custom: The service's address, with or without `/storage/v1`; `nil` for Google's.
    public init(bucket: String, custom: HTTPBaseURL? = nil) {
        self.bucket = bucket
        origin = custom?.origin ?? HTTPOrigin(.https, "storage.googleapis.com")
        var path = custom?.path ?? ""
        if path.hasSuffix(Self.apiPath) { path.removeLast(Self.apiPath.count) }
        self.path = path + Self.apiPath
    }

    /// The path of the list of objects.
    var listPath: String { "\(path)/b/\(PercentEncoding.component(bucket))/o" }

    /// The path of an object. Its name is one part of the path, slashes encoded.
    func objectPath(_ name: String) -> String { "\(listPath)/\(PercentEncoding.component(name))" }
}
