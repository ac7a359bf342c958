internal import ArgumentParser
internal import ObjectStorage

/// The store that a command is about.
struct StoreOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The backup store: a directory, as a path or file:// URL.",
            valueName: "store"
        )
    )
    var store: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Read the directory as a downloaded copy of a bucket or container: gcs or azure.",
            valueName: "kind"
        )
    )
    var kind: StoreKind?

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
    func open() throws -> any ObjectStore {
        for scheme in ["s3", "gs", "azure"] where store.hasPrefix("\(scheme)://") {
            throw CommandFailure(
                .unsupported,
                "\(scheme):// stores are not read by this version; download the bucket and give its directory"
            )
        }
        if kind == .s3 {
            throw CommandFailure(.unsupported, "copies of S3 buckets are not read by this version")
        }
        let path = store.hasPrefix("file://") ? String(store.dropFirst("file://".count)) : store
        return try LocalDirectory(path: path, kind: kind.map(\.locationKind) ?? .filesystem)
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
