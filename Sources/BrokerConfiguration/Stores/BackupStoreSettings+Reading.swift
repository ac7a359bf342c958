internal import Cryptography
internal import SafeText

extension BackupStoreSettings {
    /// Reads the settings from a configuration file and the variables that stand in it.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of an `application.yaml`.
    ///   - file: Its name, printable.
    ///   - variables: The process's variables: they fill in placeholders, and go before what the file says, as for the broker.
    /// - Throws: `ConfigurationError`.
    public init(
        yaml bytes: [UInt8],
        file: String,
        variables: [String: String]
    ) throws(ConfigurationError) {
        var set = try YAMLProperties.read(bytes, file: file, variables: variables)
        set.set(EnvironmentProperties.read(variables, names: BackupProperties.fullNames))
        try self.init(
            set,
            variables,
            source: file,
            hint: ". Documents of profiles count only when SPRING_PROFILES_ACTIVE names the profile"
        )
    }

    /// Reads the settings from the broker's own variables.
    ///
    /// - Throws: `ConfigurationError`.
    public init(variables: [String: String]) throws(ConfigurationError) {
        try self.init(
            EnvironmentProperties.read(variables, names: BackupProperties.fullNames),
            variables,
            source: "the environment"
        )
    }

    private init(
        _ set: PropertySet,
        _ variables: [String: String],
        source: String,
        hint: String = ""
    ) throws(ConfigurationError) {
        var properties = BackupProperties(set, variables)
        guard let kind = try properties.value("store") else {
            throw ConfigurationError(
                "\(source) names no backup store: camunda.data.primary-storage.backup.store (or zeebe.broker.data.backup.store)"
                    + " is not set\(hint)"
            )
        }
        switch kind.uppercased() {
        case "FILESYSTEM": store = try Self.filesystem(&properties)
        case "S3": store = try Self.s3(&properties)
        case "GCS": store = try Self.googleCloud(&properties)
        case "AZURE": store = try Self.azure(&properties)
        case "NONE": throw ConfigurationError("\(source) says that the broker takes no backups (store: NONE)")
        default:
            throw ConfigurationError(
                "the store is \(PrintableText.form(of: kind)), expected FILESYSTEM, S3, GCS, AZURE or NONE"
            )
        }
        facts = properties.facts
    }

    // MARK: The kinds of stores, with their rules of store-layout §3.2

    private static func filesystem(_ properties: inout BackupProperties) throws(ConfigurationError) -> Store {
        let path = try properties.required("filesystem.basePath", "the directory of the backups")
        guard path.contains(where: { !$0.isWhitespace }) else {
            throw ConfigurationError("filesystem.basePath is blank: the broker refuses that")
        }
        guard path.hasPrefix("/") else {
            throw ConfigurationError(
                "filesystem.basePath is \(PrintableText.form(of: path)), which begins where the broker runs: name the directory"
                    + " itself in the place of the configuration"
            )
        }
        return .filesystem(path: path)
    }

    private static func s3(_ properties: inout BackupProperties) throws(ConfigurationError) -> Store {
        let bucket = try properties.required("s3.bucketName", "the bucket of the backups")
        let basePath = try properties.value("s3.basePath")
        if let basePath, basePath.hasPrefix("/") || basePath.hasSuffix("/") {
            throw ConfigurationError("s3.basePath begins or ends with a slash: the broker refuses that")
        }
        let accessKey = try properties.value("s3.accessKey")
        let secretKey = try properties.value("s3.secretKey")
        guard (accessKey == nil) == (secretKey == nil) else {
            throw ConfigurationError("only one of s3.accessKey and s3.secretKey is set")
        }
        var credentials: (Secret, Secret)?
        if let accessKey, let secretKey { credentials = (Secret(accessKey), Secret(secretKey)) }
        _ = try properties.value("s3.compression")
        return .s3(
            S3(
                bucket: bucket,
                basePath: basePath,
                endpoint: try properties.value("s3.endpoint"),
                region: try properties.value("s3.region"),
                credentials: credentials,
                usesPathStyle: try properties.flag("s3.forcePathStyleAccess") ?? false,
                customerKey: try properties.value("s3.ssecKey").map { (text) throws(ConfigurationError) in
                    try Self.customerKey(text)
                }
            )
        )
    }

    private static func customerKey(_ text: String) throws(ConfigurationError) -> Secret {
        guard let bytes = [UInt8](base64: text), bytes.count == 32 else {
            throw ConfigurationError("s3.ssecKey is not the base64 form of 32 bytes")
        }
        return Secret(bytes)
    }

    private static func googleCloud(_ properties: inout BackupProperties) throws(ConfigurationError) -> Store {
        let bucket = try properties.required("gcs.bucketName", "the bucket of the backups")
        let auth = try properties.value("gcs.auth")?.uppercased() ?? "AUTO"
        guard auth == "AUTO" || auth == "NONE" else {
            throw ConfigurationError("gcs.auth is \(PrintableText.form(of: auth)), expected auto or none")
        }
        return .googleCloud(
            GoogleCloud(
                bucket: bucket,
                basePath: try gcsBasePath(try properties.value("gcs.basePath")),
                endpoint: try properties.value("gcs.host"),
                isAnonymous: auth == "NONE"
            )
        )
    }

    private static func gcsBasePath(_ text: String?) throws(ConfigurationError) -> String? {
        guard let text else { return nil }
        var path = text[...]
        while path.first?.isWhitespace == true { path.removeFirst() }
        while path.last?.isWhitespace == true { path.removeLast() }
        if path.isEmpty || path == "/" { return nil }
        while path.first == "/" { path.removeFirst() }
        while path.last == "/" { path.removeLast() }
        guard !path.isEmpty else {
            throw ConfigurationError("gcs.basePath is nothing but slashes: the broker refuses that")
        }
        return String(path)
    }

    private static func azure(_ properties: inout BackupProperties) throws(ConfigurationError) -> Store {
        let named = try properties.value("azure.containerName")
        let container: String
        if let named {
            container = named
        } else {
            container = try properties.required("azure.basePath", "the container of the backups")
        }
        // In the broker's own order. With a connection string it looks at nothing else.
        if let text = try properties.value("azure.sasToken.value") {
            _ = try properties.value("azure.sasToken.type")
            return .azure(try azure(&properties, container, .sasToken(Secret(text))))
        }
        if let text = try properties.value("azure.connectionString"), text != "none" {
            return .azure(Azure(container: container, credentials: .connectionString(Secret(text))))
        }
        let key = try properties.value("azure.accountKey")
        return .azure(try azure(&properties, container, key.map { .accountKey(Secret($0)) }))
    }

    private static func azure(
        _ properties: inout BackupProperties,
        _ container: String,
        _ credentials: Azure.Credentials?
    ) throws(ConfigurationError) -> Azure {
        Azure(
            container: container,
            endpoint: try properties.value("azure.endpoint"),
            accountName: try properties.value("azure.accountName"),
            credentials: credentials
        )
    }
}
