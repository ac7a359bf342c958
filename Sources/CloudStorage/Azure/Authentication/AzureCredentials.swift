internal import Cryptography
internal import SafeText

/// Credentials that somebody wrote down, and what goes with them: a key, a shared access signature, or either in a
/// connection string.
struct AzureCredentials {
    /// The proof.
    enum Proof {
        /// The account's key, in base64.
        case key(Secret)
        /// A shared access signature.
        case signature(SharedAccessSignature)
        /// None: a connection string with an address only.
        case none
    }

    let proof: Proof

    /// The account, where they name one.
    let account: String?

    /// The address of the blob service, where they name one.
    let endpoint: String?

    /// Where they stand, for messages.
    let place: String

    /// Reads a file: a connection string, a shared access signature (also as a whole URL), or an account's key.
    ///
    /// - Throws: `CredentialFailure` when it is none of these; what is in it is not repeated.
    init(file path: String) throws(CredentialFailure) {
        let text: String
        do throws(SmallFile.Failure) {
            text = try SmallFile.readSecret(path).text
        } catch {
            throw CredentialFailure("cannot read the credentials \(error.message)")
        }
        try self.init(text, place: PrintableText.form(of: path))
    }

    /// Reads a text in any of the forms that a file may have.
    ///
    /// - Throws: `CredentialFailure` when it is in none; the text is not repeated.
    init(_ text: String, place: String) throws(CredentialFailure) {
        if let string = AzureConnectionString(text) {
            try self.init(string, place: place)
        } else if let signature = SharedAccessSignature(text) {
            self.init(proof: .signature(signature), account: nil, endpoint: nil, place: place)
        } else if let key = [UInt8](base64: text), !key.isEmpty {
            self.init(proof: .key(Secret(text)), account: nil, endpoint: nil, place: place)
        } else {
            throw CredentialFailure(
                "\(place) holds no credentials for Azure: no connection string, no shared access signature, no account key"
            )
        }
    }

    /// Takes over a connection string.
    ///
    /// - Throws: `CredentialFailure` when its signature is none.
    init(_ string: AzureConnectionString, place: String) throws(CredentialFailure) {
        if let signature = string.signature {
            guard let signature = SharedAccessSignature(signature.text) else {
                throw CredentialFailure("the SharedAccessSignature in \(place) is none")
            }
            self.init(proof: .signature(signature), account: string.account, endpoint: string.endpoint, place: place)
        } else {
            let proof = string.key.map(Proof.key) ?? Proof.none
            self.init(proof: proof, account: string.account, endpoint: string.endpoint, place: place)
        }
    }

    private init(proof: Proof, account: String?, endpoint: String?, place: String) {
        self.proof = proof
        self.account = account
        self.endpoint = endpoint
        self.place = place
    }

    /// What the variables of the environment say, in the order of Azure's own programs; `nil` when they say nothing.
    ///
    /// - Throws: `CredentialFailure` when one of them makes no sense.
    static func find(in environment: ProcessEnvironment) throws(CredentialFailure) -> AzureCredentials? {
        let account = environment["AZURE_STORAGE_ACCOUNT"]
        if let text = environment["AZURE_STORAGE_CONNECTION_STRING"] {
            guard let string = AzureConnectionString(text) else {
                throw CredentialFailure("AZURE_STORAGE_CONNECTION_STRING is no connection string")
            }
            return try AzureCredentials(string, place: "AZURE_STORAGE_CONNECTION_STRING")
        }
        if let key = environment["AZURE_STORAGE_KEY"] {
            return AzureCredentials(
                proof: .key(Secret(key)),
                account: account,
                endpoint: nil,
                place: "AZURE_STORAGE_KEY"
            )
        }
        if let text = environment["AZURE_STORAGE_SAS_TOKEN"] {
            guard let signature = SharedAccessSignature(text) else {
                throw CredentialFailure("AZURE_STORAGE_SAS_TOKEN is no shared access signature")
            }
            return AzureCredentials(
                proof: .signature(signature),
                account: account,
                endpoint: nil,
                place: "AZURE_STORAGE_SAS_TOKEN"
            )
        }
        return nil
    }
}
