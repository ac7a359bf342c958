import Testing

@testable import CloudStorage

@Suite("S3 addresses and endpoints")
struct S3EndpointTests {
    @Test(
        "what stands behind s3://",
        arguments: [
            ("bucket", "bucket", ""), ("bucket/", "bucket", ""), ("bucket/base", "bucket", "base/"),
            ("my.bucket_1/a/b//", "my.bucket_1", "a/b/"), ("b/\u{FC} +", "b", "\u{FC} +/"),
        ]
    )
    func address(text: String, bucket: String, base: String) throws {
        let address = try #require(S3Address(text))
        #expect(address.bucket == bucket)
        #expect(address.base == base)
    }

    @Test(
        "addresses without bucket, or with an empty part",
        arguments: ["", "/", "/a", "b//a", "b/a//c", "b?x", "b%20"]
    )
    func refused(text: String) {
        #expect(S3Address(text) == nil)
    }

    @Test("AWS's own addresses, by region, with the bucket in the host's name where it can be")
    func aws() {
        let endpoint = S3Endpoint(bucket: "bucket", region: "eu-west-1")
        #expect("\(endpoint.origin)" == "https://bucket.s3.eu-west-1.amazonaws.com")
        #expect(endpoint.path() == "/")
        #expect(endpoint.path(key: "a b/c+%") == "/a%20b/c%2B%25")
        #expect("\(endpoint.inRegion("cn-north-1").origin)" == "https://bucket.s3.cn-north-1.amazonaws.com.cn")
        let dotted = S3Endpoint(bucket: "my.bucket", region: "eu-west-1")
        #expect("\(dotted.origin)\(dotted.path(key: "k"))" == "https://s3.eu-west-1.amazonaws.com/my.bucket/k")
        let forced = S3Endpoint(bucket: "bucket", region: "eu-west-1", isPathStyle: true)
        #expect("\(forced.origin)\(forced.path())" == "https://s3.eu-west-1.amazonaws.com/bucket")
    }

    @Test("other services: the path, unless the host's name is asked for and can be")
    func others() {
        func text(_ url: String, isPathStyle: Bool? = nil) -> String {
            let endpoint = S3Endpoint(
                bucket: "bucket",
                region: "us-east-1",
                custom: HTTPBaseURL(url),
                isPathStyle: isPathStyle
            )
            return "\(endpoint.origin)\(endpoint.path(key: "k"))"
        }
        #expect(text("http://minio:9000") == "http://minio:9000/bucket/k")
        #expect(text("https://s3.example.com/gate/") == "https://s3.example.com/gate/bucket/k")
        #expect(text("https://s3.example.com", isPathStyle: false) == "https://bucket.s3.example.com/k")
        #expect(text("http://127.0.0.1:9000", isPathStyle: false) == "http://127.0.0.1:9000/bucket/k")
        #expect(text("https://s3.eu-west-1.amazonaws.com") == "https://bucket.s3.eu-west-1.amazonaws.com/k")
    }
}
