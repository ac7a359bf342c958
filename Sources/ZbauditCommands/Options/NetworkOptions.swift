internal import ArgumentParser

/// How stores behind a network are reached.
struct NetworkOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Address of the service, where it is not the cloud's usual one.", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("S3: region of the bucket.", valueName: "name"))
    var region: String?

    @Option(help: ArgumentHelp("Azure: the storage account of the container.", valueName: "name"))
    var account: String?

    @Flag(
        inversion: .prefixedNo,
        help: "S3: name the bucket in the path, not in the host's name; the default for services that are not AWS."
    )
    var pathStyle: Bool?

    @Option(help: ArgumentHelp("Transfers at once; 16 by default.", valueName: "count"))
    var connections: Int?

    @Option(help: ArgumentHelp("Certificates of the authorities to trust, in PEM form.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("S3: take credentials from this profile of ~/.aws.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Take credentials from this file. S3: in the form of ~/.aws/credentials. Google: the JSON of Google's own"
                + " programs. Azure: a connection string, a SAS or the account's key.",
            valueName: "file"
        )
    )
    var credentialsFile: String?

    @Option(
        help: ArgumentHelp(
            "Google: sign requests with the HMAC key in this file, two lines or JSON with accessId and secret.",
            valueName: "file"
        )
    )
    var hmacKeyFile: String?

    @Flag(help: "Send requests without credentials, for public buckets and containers.")
    var anonymous = false

    @Option(
        name: .customLong("sse-c-key-file"),
        help: ArgumentHelp(
            "S3: the broker's own key of encryption (SSE-C), 32 bytes or their base64.",
            valueName: "file"
        )
    )
    var customerKeyFile: String?

    @Option(help: ArgumentHelp("End the run (exit 5) when it has received so much, like 20GiB.", valueName: "size"))
    var maxBytes: ByteCountArgument?

    @Option(help: ArgumentHelp("End the run (exit 5) when it has sent so many requests.", valueName: "count"))
    var maxRequests: Int64?

    @Option(
        help: ArgumentHelp(
            "Wait so long for a service that has answered and then answers nobody; 60 by default.",
            valueName: "seconds"
        )
    )
    var patience: Int?

    @Option(help: ArgumentHelp("Receive no more than this per second, like 50MB.", valueName: "size"))
    var rate: ByteCountArgument?

    func validate() throws {
        if let connections, !(1...256).contains(connections) {
            throw ValidationError("--connections must be 1 to 256")
        }
        if let patience, !(0...86_400).contains(patience) {
            throw ValidationError("--patience must be 0 to 86400 seconds")
        }
        if let maxRequests, maxRequests < 1 { throw ValidationError("--max-requests must be 1 or more") }
        if anonymous, profile != nil || credentialsFile != nil || hmacKeyFile != nil {
            throw ValidationError(
                "--anonymous means no credentials; leave it out, or --profile, --credentials-file and --hmac-key-file"
            )
        }
        if hmacKeyFile != nil, credentialsFile != nil {
            throw ValidationError("--hmac-key-file goes in the place of --credentials-file; leave out one of them")
        }
    }

    /// All options, whether they were given, and the only scheme that they are for; `nil` for those that are for all.
    private var all: [(name: String, isGiven: Bool, scheme: String?)] {
        [
            ("--endpoint", endpoint != nil, nil), ("--region", region != nil, "s3"),
            ("--account", account != nil, "azure"), ("--path-style", pathStyle != nil, "s3"),
            ("--connections", connections != nil, nil), ("--ca-file", caFile != nil, nil),
            ("--profile", profile != nil, "s3"), ("--credentials-file", credentialsFile != nil, nil),
            ("--hmac-key-file", hmacKeyFile != nil, "gs"), ("--anonymous", anonymous, nil),
            ("--sse-c-key-file", customerKeyFile != nil, "s3"), ("--max-bytes", maxBytes != nil, nil),
            ("--max-requests", maxRequests != nil, nil), ("--rate", rate != nil, nil),
            ("--patience", patience != nil, nil),
        ]
    }

    /// Ends the command when an option was given that is not for stores of this scheme.
    ///
    /// - Parameter scheme: `nil` for directories.
    func requireFit(to scheme: String?) throws {
        for option in all where option.isGiven {
            guard let scheme else {
                throw CommandFailure(
                    .usage,
                    "\(option.name) is for stores behind a network: s3://, gs:// and azure://"
                )
            }
            if let other = option.scheme, other != scheme {
                throw CommandFailure(.usage, "\(option.name) is for \(other):// only")
            }
        }
    }
}

/// A number of bytes on the command line: `1000`, `50MB` (millions), `20GiB` (1024 each).
struct ByteCountArgument: ExpressibleByArgument {
    let value: Int64

    private static let units: [(name: String, size: Int64)] = [
        ("kib", 1 << 10), ("mib", 1 << 20), ("gib", 1 << 30), ("tib", 1 << 40),
        ("kb", 1000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("b", 1),
    ]

    init?(argument: String) {
        let text = argument.lowercased()
        let unit = Self.units.first { text.hasSuffix($0.name) }
        let digits = text.dropLast(unit?.name.count ?? 0)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(digits),
            number > 0
        else { return nil }
        let (value, isTooLarge) = number.multipliedReportingOverflow(by: unit?.size ?? 1)
        guard !isTooLarge else { return nil }
        self.value = value
    }
}
