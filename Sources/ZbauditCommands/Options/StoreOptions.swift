internal import ArgumentParser
internal import ObjectStorage
internal import SafeText

/// The store that a command is about.
struct StoreOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The backup store: a directory, as a path or file:// URL, s3://bucket[/base/path], gs://bucket[/base/path] or"
                + " azure://container.",
            valueName: "store"
        )
    )
    var store: String?

    @Option(
        help: ArgumentHelp(
            "In place of a store: the broker's application.yaml, which names it, with its address and credentials.",
            valueName: "file"
        )
    )
    var config: String?

    @Flag(
        help: """
            In place of a store: the broker's own variables in the environment (CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP_*, \
            CAMUNDA_DATA_BACKUP_*, ZEEBE_BROKER_DATA_BACKUP_*).
            """
    )
    var fromEnv = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Read the directory as a downloaded copy of a bucket or container: s3, gcs or azure.",
            valueName: "kind"
        )
    )
    var kind: StoreKind?

    @OptionGroup(title: "Stores behind a network") var network: NetworkOptions

    /// The kinds of stores that a directory can hold a copy of.
    enum StoreKind: String, ExpressibleByArgument, CaseIterable {
        case filesystem
        case gcs
        case azure
        case s3
    }

    func validate() throws {
        guard store != nil || isConfigured else {
            throw ValidationError("no store: name a directory or URL, or give --config FILE or --from-env")
        }
        if config != nil, fromEnv {
            throw ValidationError("--config and --from-env both name a store: give one of them")
        }
        if kind != nil, isConfigured {
            throw ValidationError("--as says what a directory is a copy of; a broker's configuration says it itself")
        }
    }

    /// Whether a broker's configuration stands in the place of the store.
    private var isConfigured: Bool { config != nil || fromEnv }

    /// Tells the store from the argument behind it: where a broker's configuration names the store, there is one argument
    /// less, and what was taken for the store is that other one.
    func separated(from argument: String?) -> (store: StoreOptions, argument: String?) {
        guard isConfigured, argument == nil, let store else { return (self, argument) }
        var options = self
        options.store = nil
        return (options, store)
    }

    /// Opens the store.
    ///
    /// - Throws: `StorageError` when it is not there or may not be read; `CommandFailure` for stores that this version
    ///   does not read.
    func open() throws -> OpenStore {
        if let store {
            guard !isConfigured else {
                throw CommandFailure(
                    .usage,
                    "\(PrintableText.form(of: store)) and a broker's configuration both name a store: give one of them"
                )
            }
            return try open(store)
        }
        #if Configuration
        return try
            (config.map { try ConfigurationOpening(file: $0, network) }
            ?? ConfigurationOpening(environmentFor: network)).open()
        #else
        throw CommandFailure(
            .unsupported,
            "a broker's configuration is not read by this build of zbaudit, which was made without the trait Configuration"
        )
        #endif
    }

    private func open(_ store: String) throws -> OpenStore {
        guard !store.isEmpty else {
            throw CommandFailure(.usage, "the store is an empty text; is a variable of the script not set?")
        }
        if let (scheme, rest) = Self.schemeAndRest(of: store), Self.cloudSchemes.contains(scheme) {
            guard kind == nil else {
                throw CommandFailure(.usage, "--as says what a directory is a copy of; \(scheme):// says it itself")
            }
            try network.requireFit(to: scheme)
            return try Self.openCloud(scheme, rest, network)
        }
        try network.requireFit(to: nil)
        return OpenStore(
            store: try LocalDirectory(path: try Self.path(of: store), kind: kind.map(\.locationKind) ?? .filesystem)
        )
    }

    private static let cloudSchemes = ["s3", "gs", "azure"]

    private static func openCloud(_ scheme: String, _ rest: String, _ network: NetworkOptions) throws -> OpenStore {
        #if Cloud
        return switch scheme {
        case "azure": try AzureOpening(network).open(rest)
        case "gs": try GoogleCloudOpening(network).open(rest)
        default: try S3Opening(network).open(rest)
        }
        #else
        throw CommandFailure(
            .unsupported,
            "\(scheme):// stores are not read by this build of zbaudit, which was made without the trait Cloud"
        )
        #endif
    }

    /// The path of the directory that the store is given by.
    private static func path(of store: String) throws -> String {
        guard let (scheme, rest) = schemeAndRest(of: store) else { return store }
        guard scheme == "file" else {
            throw CommandFailure(
                .usage,
                "\(PrintableText.form(of: scheme)):// is no form of a store; give a directory, as a path or file:// URL,"
                    + " s3://bucket, gs://bucket or azure://container"
            )
        }
        return rest
    }

    /// What stands before and behind `://`; `nil` for a path.
    private static func schemeAndRest(of store: String) -> (scheme: String, rest: String)? {
        let scheme = store.utf8.prefix { $0 != UInt8(ascii: ":") }
        let isScheme = scheme.allSatisfy { byte in
            let letter = byte | 0x20
            return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) || (0x30...0x39).contains(byte)
        }
        let rest = store.utf8.dropFirst(scheme.count)
        guard !scheme.isEmpty, isScheme, rest.starts(with: "://".utf8) else { return nil }
        return (String(Substring(scheme)), String(Substring(rest.dropFirst(3))))
    }
}

extension StoreOptions.StoreKind {
    fileprivate var locationKind: StoreLocation.Kind {
        switch self {
        case .filesystem: .filesystem
        case .gcs: .gcs
        case .azure: .azure
        case .s3: .s3
        }
    }
}
