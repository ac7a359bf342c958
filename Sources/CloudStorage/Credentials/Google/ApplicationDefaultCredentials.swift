internal import SafeText
internal import ZeebeFormat

/// The credentials that programs of Google's customers find by themselves, in the places and the order of Google's own
/// libraries: a file that is named, the file of `GOOGLE_APPLICATION_CREDENTIALS`, that of gcloud, the metadata server.
///
/// The places are looked at again for each token, about once an hour, so that files may be replaced.
public struct ApplicationDefaultCredentials: GoogleTokenSource {
    private let file: String?
    private let environment: ProcessEnvironment
    private let sender: RequestSender
    private let metadataSender: RequestSender

    /// Creates the search.
    ///
    /// - Parameters:
    ///   - file: A file with credentials, which goes before all other places; `nil` when none is named.
    ///   - sender: Sends requests to token services; its gate must not be that of the store, whose requests wait for tokens.
    ///   - metadataSender: Sends requests to the metadata server; it should not try for long.
    public init(
        file: String?,
        environment: ProcessEnvironment,
        sender: RequestSender,
        metadataSender: RequestSender
    ) {
        self.file = file
        self.environment = environment
        self.sender = sender
        self.metadataSender = metadataSender
    }

    /// Asks the first credentials there are for a token.
    public func token() async throws(CredentialFailure) -> GoogleToken {
        if let file { return try await source(file, "--credentials-file").token() }
        if let file = environment["GOOGLE_APPLICATION_CREDENTIALS"] {
            return try await source(file, "GOOGLE_APPLICATION_CREDENTIALS").token()
        }
        var reasons = ["GOOGLE_APPLICATION_CREDENTIALS is not set"]
        if let file = gcloudFile {
            if let source = try sourceIfPresent(file) { return try await source.token() }
            reasons.append("there is no \(PrintableText.form(of: file))")
        }
        do throws(CredentialFailure) {
            return try await MetadataServerToken(environment, sender: metadataSender).token()
        } catch {
            if error.isCancelled { throw error }
            throw CredentialFailure(
                "no credentials found: \(reasons.joined(separator: "; ")); \(error.description). Give --credentials-file, run"
                    + " gcloud auth application-default login, or use --anonymous for a public bucket",
                isTransient: error.isTransient && !error.isUnanswered
            )
        }
    }

    /// The file that `gcloud auth application-default login` writes.
    private var gcloudFile: String? {
        let folder = environment["CLOUDSDK_CONFIG"] ?? environment.inHome(".config/gcloud")
        return folder.map { "\($0)/application_default_credentials.json" }
    }

    // MARK: Files

    /// The credentials in a file that somebody names.
    private func source(_ file: String, _ place: String) throws(CredentialFailure) -> any GoogleTokenSource {
        guard let source = try sourceIfPresent(file) else {
            throw CredentialFailure("the file of \(place), \(PrintableText.form(of: file)), does not exist")
        }
        return source
    }

    /// The credentials in a file; `nil` when there is no such file.
    private func sourceIfPresent(_ file: String) throws(CredentialFailure) -> (any GoogleTokenSource)? {
        let bytes: [UInt8]
        do throws(SmallFile.Failure) {
            bytes = try SmallFile.read(file)
        } catch {
            if error.isAbsent { return nil }
            throw CredentialFailure("cannot read the credentials in \(error.message)")
        }
        return try source(bytes, file)
    }

    private func source(_ bytes: [UInt8], _ file: String) throws(CredentialFailure) -> any GoogleTokenSource {
        let name = PrintableText.form(of: file)
        let document: JSONDocument
        do throws(FormatError) {
            document = try JSONDocument(bytes)
        } catch {
            throw CredentialFailure("\(name) is no file with credentials: \(error.description)")
        }
        do throws(CredentialFailure) {
            return try source(document, scope: GoogleScope.readObjects)
        } catch {
            throw CredentialFailure("\(name) cannot be used: \(error.description)")
        }
    }

    /// The credentials that a document describes.
    ///
    /// - Parameter scope: What tokens must be good for.
    private func source(
        _ document: JSONDocument,
        scope: String
    ) throws(CredentialFailure) -> any GoogleTokenSource {
        if let universe = document["universe_domain"]?.text, universe != "googleapis.com" {
            throw CredentialFailure("it is for the cloud \(PrintableText.form(of: universe)), not for googleapis.com")
        }
        switch document["type"]?.text {
        case "service_account": return try ServiceAccountToken(document, scope: scope, sender: sender)
        case "authorized_user": return try AuthorizedUserToken(document, sender: sender)
        case "external_account": return try ExternalAccountToken(document, scope: scope, sender: sender)
        case "impersonated_service_account": return try impersonated(document, scope: scope)
        case let type?:
            throw CredentialFailure("credentials of the type \(PrintableText.form(of: type)) are not supported")
        case nil: throw CredentialFailure("it does not say of which type it is; is it the JSON file of a key?")
        }
    }

    private func impersonated(
        _ document: JSONDocument,
        scope: String
    ) throws(CredentialFailure) -> any GoogleTokenSource {
        guard let address = document["service_account_impersonation_url"]?.text,
            let inner = document["source_credentials"]
        else {
            throw CredentialFailure("service_account_impersonation_url or source_credentials is not in it")
        }
        guard inner["type"]?.text != "impersonated_service_account" else {
            throw CredentialFailure(
                "its source_credentials are impersonated, too; name the accounts in delegates instead"
            )
        }
        return ImpersonatedAccountToken(
            try source(inner, scope: GoogleScope.impersonate),
            try Impersonation(
                address,
                scope: scope,
                delegates: document["delegates"]?.elements.compactMap(\.text) ?? [],
                sender: sender
            )
        )
    }
}
