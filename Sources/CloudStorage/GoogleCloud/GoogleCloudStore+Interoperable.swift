public import ObjectStorage

extension GoogleCloudStore {
    /// A bucket of Google Cloud Storage over the XML API, which is compatible with S3 and takes HMAC keys.
    ///
    /// Its lists tell neither CRC-32C nor custom metadata.
    ///
    /// - Parameters:
    ///   - custom: The service's address; `nil` for Google's.
    ///   - sender: Sends requests; its dialect is ``S3Dialect``.
    public static func interoperable(
        _ address: GoogleCloudAddress,
        custom: HTTPBaseURL?,
        key: GoogleHMACKey,
        sender: RequestSender,
        time: any TimeSource
    ) -> some ObjectStore {
        var configuration = S3Store.Configuration(
            endpoint: S3Endpoint(
                bucket: address.bucket,
                region: "auto",
                custom: custom ?? HTTPBaseURL(GoogleCloudEndpoint(bucket: address.bucket).origin),
                isPathStyle: true
            ),
            base: address.base,
            credentials: AWSCredentialCache(key, time: time)
        )
        let base = address.base.isEmpty ? "" : "/" + address.base.dropLast()
        configuration.location = StoreLocation(.gcs, "gs://\(address.bucket)\(base)")
        return S3Store(configuration, sender: sender)
    }
}
