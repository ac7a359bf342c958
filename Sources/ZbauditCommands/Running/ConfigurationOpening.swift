#if Configuration
internal import BrokerConfiguration
internal import CloudStorage
internal import Cryptography
internal import ObjectStorage
internal import Reporting

/// Opens the store that a broker's own configuration names.
struct ConfigurationOpening {
    private let settings: BackupStoreSettings
    private let network: NetworkOptions

    /// Reads an `application.yaml`, with what the environment says in the place of its placeholders and before it.
    ///
    /// - Throws: `CommandFailure` when it cannot be read or names no store.
    init(file: String, _ network: NetworkOptions) throws {
        let bytes: [UInt8]
        do throws(SmallFile.Failure) {
            bytes = try SmallFile.read(file)
        } catch {
            throw CommandFailure(.usage, "cannot read --config \(error.message)")
        }
        do throws(ConfigurationError) {
            settings = try BackupStoreSettings(
                yaml: bytes,
                file: file,
                variables: ProcessEnvironment.current.variables
            )
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        self.network = network
    }

    /// Reads the broker's variables in this process's environment.
    ///
    /// - Throws: `CommandFailure` when they name no store.
    init(environmentFor network: NetworkOptions) throws {
        do throws(ConfigurationError) {
            settings = try BackupStoreSettings(variables: ProcessEnvironment.current.variables)
        } catch {
            throw CommandFailure(.usage, error.description)
        }
        self.network = network
    }

    /// Opens the store.
    ///
    /// - Throws: `CommandFailure`, `StorageError`.
    func open() throws -> OpenStore {
        var opened = try openStore()
        opened.configuration = settings.facts.map {
            ConfiguredProperty(name: $0.name, value: $0.value, origin: $0.origin)
        }
        return opened
    }

    private func openStore() throws -> OpenStore {
        try network.requireFit(to: scheme)
        switch settings.store {
        case .filesystem(let path):
            return OpenStore(store: try LocalDirectory(path: path))
        case .s3(let s3):
            let configured = ConfiguredStore.S3(
                endpoint: s3.endpoint,
                region: s3.region,
                credentials: s3.credentials.map {
                    AWSCredentials(accessKeyID: $0.accessKey.text, secretAccessKey: $0.secretKey)
                },
                usesPathStyle: s3.usesPathStyle,
                customerKey: s3.customerKey.flatMap { SSECustomerKey($0) }
            )
            return try S3Opening(network, configured).open(Self.address(s3.bucket, s3.basePath))
        case .googleCloud(let google):
            let configured = ConfiguredStore.GoogleCloud(endpoint: google.endpoint, isAnonymous: google.isAnonymous)
            return try GoogleCloudOpening(network, configured).open(Self.address(google.bucket, google.basePath))
        case .azure(let azure):
            let configured = ConfiguredStore.Azure(
                account: azure.accountName,
                endpoint: azure.endpoint,
                credentials: azure.credentials.map { ($0.text, "the broker's configuration") }
            )
            return try AzureOpening(network, configured).open(azure.container)
        }
    }

    /// The scheme of URLs of such stores; `nil` for a directory.
    private var scheme: String? {
        switch settings.store {
        case .filesystem: nil
        case .s3: "s3"
        case .googleCloud: "gs"
        case .azure: "azure"
        }
    }

    private static func address(_ bucket: String, _ basePath: String?) -> String {
        basePath.map { "\(bucket)/\($0)" } ?? bucket
    }
}
#endif
