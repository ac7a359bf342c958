internal import Cryptography
internal import SafeText
internal import ZeebeFormat

/// The service that gives out AWS credentials: AWS STS.
public struct TokenService: Sendable {
    /// Its address; a failure where the environment names none that can be used, which is told only when it is needed.
    private let base: Result<HTTPBaseURL, CredentialFailure>
    private let region: String
    private let sender: RequestSender

    /// Creates a client of the service in a region, or at the address that the environment names.
    public init(region: String, environment: ProcessEnvironment, sender: RequestSender) {
        let custom = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"].lazy.compactMap { name in
            environment[name].map { (name, $0) }
        }.first
        if let (name, address) = custom {
            // Never AWS instead: it may be that nothing of this place is to be told to AWS.
            base =
                HTTPBaseURL(address).map { .success($0) }
                ?? .failure(CredentialFailure("\(name) is no http:// or https:// address without query"))
        } else {
            base = .success(HTTPBaseURL(HTTPOrigin(.https, "sts.\(region).\(S3Endpoint.domain(of: region))")))
        }
        self.region = region
        self.sender = sender
    }

    /// Exchanges a web identity token for credentials of a role.
    func assumeRole(_ role: String, session: String, webIdentity token: Secret) async throws(CredentialFailure)
        -> AWSCredentials
    {
        let form = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", session), ("WebIdentityToken", token.text),
        ]
        return try await ask(form, signer: AnonymousSigner(), role, secrets: [token])
    }

    /// Exchanges credentials for those of a role.
    func assumeRole(
        _ role: String,
        session: String,
        externalID: String?,
        with credentials: AWSCredentials
    ) async throws(CredentialFailure) -> AWSCredentials {
        var form = [
            ("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role), ("RoleSessionName", session),
        ]
        if let externalID { form.append(("ExternalId", externalID)) }
        let signer = FixedSigner(SigV4(region: region, service: "sts"), credentials)
        return try await ask(
            form,
            signer: signer,
            role,
            secrets: [credentials.secretAccessKey] + (credentials.sessionToken.map { [$0] } ?? [])
        )
    }

    private func ask(
        _ form: [(String, String)],
        signer: any RequestSigner,
        _ role: String,
        secrets: [Secret]
    ) async throws(CredentialFailure) -> AWSCredentials {
        let base = try base.get()
        let request = HTTPRequest(
            .post,
            base.origin,
            path: base.path + "/",
            headers: HTTPHeaders([("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]),
            body: Array(PercentEncoding.query(form.map { (name: $0.0, value: $0.1) }).utf8)
        )
        let bytes = try await sender.credentialText(
            request,
            signer: signer,
            what: "role \(PrintableText.form(of: role))",
            secrets: secrets
        )
        do throws(FormatError) {
            return try Self.credentials(bytes.span)
        } catch {
            throw CredentialFailure("the answer of \(base) cannot be read: \(error.description)")
        }
    }

    /// Reads `Credentials` out of either answer.
    private static func credentials(_ bytes: Span<UInt8>) throws(FormatError) -> AWSCredentials {
        var parser = XMLPullParser(bytes)
        try parser.beginRoot("AssumeRoleWithWebIdentityResponse", "AssumeRoleResponse")
        var values: [String: String] = [:]
        while let child = try parser.nextChild() {
            guard child.hasSuffix("Result") else {
                try parser.skipElement()
                continue
            }
            while let part = try parser.nextChild() {
                guard part == "Credentials" else {
                    try parser.skipElement()
                    continue
                }
                while let name = try parser.nextChild() {
                    let text = try parser.readText()
                    values[name] = text.isEmpty ? nil : text
                }
            }
        }
        try parser.finish()
        guard let key = values["AccessKeyId"], let secret = values["SecretAccessKey"] else {
            throw FormatError("there are no credentials in it", at: 0)
        }
        return AWSCredentials(
            accessKeyID: key,
            secretAccessKey: Secret(secret),
            sessionToken: values["SessionToken"].map { Secret($0) },
            expiresAt: try values["Expiration"].map { text throws(FormatError) in try Timestamp(iso8601: text) }
        )
    }
}
