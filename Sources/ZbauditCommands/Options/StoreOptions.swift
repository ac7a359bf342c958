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
    var store: String

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

    /// Opens the store.
    ///
    /// - Throws: `StorageError` when it is not there or may not be read; `CommandFailure` for stores that this version
    ///   does not read.
    func open() throws -> OpenStore {
        guard !store.isEmpty else {
            throw CommandFailure(.usage, "the store is an empty text; is a variable of the script not set?")
        }
        if let (scheme, rest) = schemeAndRest, Self.cloudSchemes.contains(scheme) {
            guard kind == nil else {
                throw CommandFailure(.usage, "--as says what a directory is a copy of; \(scheme):// says it itself")
            }
            if let (option, other) = network.firstForeign(to: scheme) {
                throw CommandFailure(.usage, "\(option) is for \(other):// only")
            }
            return try Self.openCloud(scheme, rest, network)
        }
        if let option = network.firstGiven {
            throw CommandFailure(.usage, "\(option) is for stores behind a network: s3://, gs:// and azure://")
        }
        return OpenStore(store: try LocalDirectory(path: try path(), kind: kind.map(\.locationKind) ?? .filesystem))
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
    private func path() throws -> String {
        guard let (scheme, rest) = schemeAndRest else { return store }
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
    private var schemeAndRest: (scheme: String, rest: String)? {
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
