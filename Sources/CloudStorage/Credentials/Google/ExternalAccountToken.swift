internal import Cryptography
internal import SafeText
internal import ZeebeFormat

/// Tokens for an identity of somebody else's (workload identity federation): that one's token, from a file or an address,
/// is exchanged (RFC 8693), and where the configuration says so the result once more for a service account's.
struct ExternalAccountToken: GoogleTokenSource {
    private let subject: Subject
    private let items: [(name: String, value: String)]
    private let headers: HTTPHeaders
    private let clientSecrets: [Secret]
    private let service: GoogleTokenService
    private let impersonation: Impersonation?
    private let sender: RequestSender

    /// Where the foreign token is.
    private enum Place: Sendable {
        case file(String)
        case address(GoogleTokenService, HTTPHeaders)
    }

    /// The foreign token.
    private struct Subject: Sendable {
        let place: Place
        /// The member that holds it, where it lies in JSON.
        let member: String?
    }

    /// Reads a configuration.
    init(_ document: JSONDocument, scope: String, sender: RequestSender) throws(CredentialFailure) {
        guard let audience = document["audience"]?.text, let type = document["subject_token_type"]?.text,
            let address = document["token_url"]?.text, let source = document["credential_source"]
        else {
            throw CredentialFailure("audience, subject_token_type, token_url or credential_source is not in it")
        }
        subject = try Self.subject(source)
        service = try GoogleTokenService(address)
        let lifetime = document["service_account_impersonation"]?["token_lifetime_seconds"]?.integer
        impersonation = try document["service_account_impersonation_url"]?.text.map { url throws(CredentialFailure) in
            try Impersonation(url, scope: scope, lifetime: lifetime, sender: sender)
        }
        var items = [
            (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:token-exchange"), ("audience", audience),
            ("scope", impersonation == nil ? scope : GoogleScope.federate),
            ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"), ("subject_token_type", type),
        ]
        if let id = document["client_id"]?.text, let secret = document["client_secret"]?.text {
            let pair = Array("\(id):\(secret)".utf8)
            let text = base64(unsafe pair.span.bytes)
            headers = HTTPHeaders([("Authorization", "Basic \(text)")])
            clientSecrets = [Secret(secret), Secret(text)]
        } else {
            headers = HTTPHeaders()
            clientSecrets = []
            if let project = document["workforce_pool_user_project"]?.text {
                var options = JSONWriter()
                options.object { $0.member("userProject", project) }
                items.append(("options", String(decoding: options.bytes, as: UTF8.self)))
            }
        }
        self.items = items
        self.sender = sender
    }

    private static func subject(_ source: JSONDocument) throws(CredentialFailure) -> Subject {
        let format = source["format"]
        let isJSON = format?["type"]?.text == "json"
        let member = format?["subject_token_field_name"]?.text
        guard !isJSON || member != nil else {
            throw CredentialFailure("its credential_source does not say which member of the JSON is the token")
        }
        let place: Place
        if let path = source["file"]?.text {
            place = .file(path)
        } else if let address = source["url"]?.text, source["environment_id"] == nil {
            // What is asked there is a service of the own machine, which has no certificate.
            let headers = HTTPHeaders(
                source["headers"]?.texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } ?? []
            )
            place = .address(try GoogleTokenService(address, isSecret: false), headers)
        } else {
            let kinds = ["environment_id", "executable", "certificate"].filter { source[$0] != nil }
            throw CredentialFailure(
                "its credential_source is of a kind that zbaudit does not use"
                    + " (\(kinds.isEmpty ? "neither file nor url" : kinds.joined(separator: ", "))); give one with file or url"
            )
        }
        return Subject(place: place, member: isJSON ? member : nil)
    }

    func token() async throws(CredentialFailure) -> GoogleToken {
        let token = try await foreignToken()
        let federated = try await sender.accessToken(
            service.form(items + [("subject_token", token)], headers: headers),
            what: "a token in return for the external one",
            secrets: clientSecrets + [Secret(token)],
            advice: "check that the external token is fresh, and audience and provider of the workload identity pool"
        )
        guard let impersonation else { return federated }
        return try await impersonation.token(with: federated.secret)
    }

    /// Reads the foreign token, each time, since it is replaced in its place.
    private func foreignToken() async throws(CredentialFailure) -> String {
        let bytes: [UInt8]
        let name: String
        switch subject.place {
        case .file(let path):
            do throws(SmallFile.Failure) {
                bytes = try SmallFile.read(path)
            } catch {
                throw CredentialFailure("cannot read the external token \(error.message)")
            }
            name = PrintableText.form(of: path)
        case .address(let service, let headers):
            let request = service.get(headers: headers, timeout: .seconds(10))
            bytes = try await sender.credentialText(
                request,
                what: "the external token",
                // Which of the fields is a secret is not said; short ones, as "true", are none.
                secrets: headers.fields.filter { $0.value.utf8.count > 8 }.map { Secret($0.value) },
                advice: "check url and headers of credential_source"
            )
            name = "\(request.origin)"
        }
        let text: String?
        if let member = subject.member {
            text = (try? JSONDocument(bytes))?[member]?.text
        } else {
            let blanks = 0...0x20 as ClosedRange<UInt8>
            var token = bytes[...].drop { blanks.contains($0) }
            while let last = token.last, blanks.contains(last) { token.removeLast() }
            text = String(validating: token, as: UTF8.self)
        }
        guard let text, !text.isEmpty else { throw CredentialFailure("there is no external token in \(name)") }
        return text
    }
}
