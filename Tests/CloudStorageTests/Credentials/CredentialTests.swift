import Cryptography
import Foundation
import TestFixtures
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("AWS credentials")
struct CredentialTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    private func write(_ text: String, to name: String) throws {
        let url = URL(filePath: home.path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Nobody answers.
    private static let silence = FakeTransport { _, _ throws(TransportFailure) in
        throw TransportFailure(.refused, "connection refused")
    }

    private func find(
        _ variables: [String: String],
        profile: String? = nil,
        file: String? = nil,
        transport: FakeTransport = silence
    ) async throws -> AWSCredentials {
        var flags = AWSConfiguration.Flags()
        flags.profile = profile
        flags.credentialsFile = file
        let environment = ProcessEnvironment(variables: ["HOME": home.path].merging(variables) { $1 })
        let configuration = try AWSConfiguration(flags, environment, sender: sender(transport))
        guard case .credentials(let found) = try await configuration.credentials.find() else {
            throw CredentialFailure("none")
        }
        return found
    }

    private func failure(
        _ variables: [String: String],
        profile: String? = nil,
        file: String? = nil,
        transport: FakeTransport = silence
    ) async -> String {
        do {
            _ = try await find(variables, profile: profile, file: file, transport: transport)
            return "found"
        } catch {
            return "\(error)"
        }
    }

    private static let keys = "aws_access_key_id = PROFILE\naws_secret_access_key=profile secret\n"

    // MARK: Environment and files

    @Test("the environment goes first")
    func environment() async throws {
        try write("[default]\n" + Self.keys, to: ".aws/credentials")
        let found = try await find([
            "AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
        ])
        #expect(found == AWSCredentials(accessKeyID: "ENV", secretAccessKey: Secret("s"), sessionToken: Secret("t")))
    }

    @Test("half of a pair is an error, not a reason to look elsewhere")
    func halves() async throws {
        try write("[default]\n" + Self.keys, to: ".aws/credentials")
        #expect(await failure(["AWS_ACCESS_KEY_ID": "ENV"]).contains("AWS_SECRET_ACCESS_KEY is not"))
        #expect(await failure(["AWS_SECRET_ACCESS_KEY": "s"]).contains("AWS_ACCESS_KEY_ID is not"))
        try write("[default]\naws_access_key_id=A\n", to: ".aws/credentials")
        #expect(await failure([:]).contains("only one of"))
    }

    @Test("profiles by flag, by variable, and default; sections, comments and blanks as AWS's programs take them")
    func profiles() async throws {
        try write(
            "# x\n[default]\n\(Self.keys)\n[ other ]\naws_access_key_id=OTHER ; c\naws_secret_access_key= a=b #c\n"
                + "aws_session_token=T\n[indented]\ns3 =\n  aws_access_key_id = NO\naws_access_key_id = YES\n"
                + "aws_secret_access_key = y\n",
            to: ".aws/credentials"
        )
        try write("[profile config]\n\(Self.keys)[config2]\n\(Self.keys)", to: ".aws/config")
        #expect(try await find([:]).accessKeyID == "PROFILE")
        let other = try await find(["AWS_PROFILE": "other"])
        #expect(other.secretAccessKey.text == "a=b")
        #expect(other.sessionToken?.text == "T")
        #expect(try await find([:], profile: "indented").accessKeyID == "YES")
        #expect(
            try await find(["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s"], profile: "config").accessKeyID
                == "PROFILE"
        )
        #expect(await failure([:], profile: "config2").contains("no such profile"))
        #expect(await failure(["AWS_PROFILE": "nobody"]).contains("profile nobody: there is no such profile"))
    }

    @Test("a credentials file that is named is the only place")
    func namedFile() async throws {
        try write("[default]\n" + Self.keys, to: "keys")
        let file = home.path + "/keys"
        let variables = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s"]
        #expect(try await find(variables, file: file).accessKeyID == "PROFILE")
        #expect(try await find(variables, file: "~/keys").accessKeyID == "PROFILE")
        #expect(await failure(variables, profile: "x", file: file).contains("no such profile"))
        #expect(await failure(variables, file: file + "2").contains("No such file"))
    }

    @Test("region and address come from flags, environment and profile, in this order")
    func configuration() throws {
        try write("[default]\nregion = eu-1\nendpoint_url = http://profile\n", to: ".aws/config")
        func configuration(_ variables: [String: String], _ flags: AWSConfiguration.Flags) throws -> AWSConfiguration {
            try AWSConfiguration(
                flags,
                ProcessEnvironment(variables: ["HOME": home.path].merging(variables) { $1 }),
                sender: sender(Self.silence)
            )
        }
        var flags = AWSConfiguration.Flags()
        #expect(try configuration([:], flags).region == "eu-1")
        #expect(try configuration([:], flags).endpoint == "http://profile")
        let variables = ["AWS_REGION": "env-1", "AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_S3": "http://s3"]
        #expect(try configuration(variables, flags).region == "env-1")
        #expect(try configuration(variables, flags).endpoint == "http://s3")
        flags.region = "flag-1"
        flags.endpoint = "http://flag"
        #expect(try configuration(variables, flags).region == "flag-1")
        #expect(try configuration(variables, flags).endpoint == "http://flag")
    }

    @Test("what has no value in a profile is not set")
    func emptySettings() async throws {
        try write(
            "[default]\n\(Self.keys)aws_session_token =\n[half]\naws_access_key_id=A\naws_secret_access_key= # later\n",
            to: ".aws/credentials"
        )
        try write("[default]\nregion =\nendpoint_url = \nrole_arn =\n[profile half]\nregion=eu-1\n", to: ".aws/config")
        let found = try await find([:])
        #expect(found == AWSCredentials(accessKeyID: "PROFILE", secretAccessKey: Secret("profile secret")))
        let environment = ProcessEnvironment(variables: ["HOME": home.path])
        let configuration = try AWSConfiguration(.init(), environment, sender: sender(Self.silence))
        #expect(configuration.region == nil)
        #expect(configuration.endpoint == nil)
        #expect(await failure([:], profile: "half").contains("only one of"))
    }

    @Test("a token or an end without a value is none, in the answers of services too")
    func emptyAnswers() async throws {
        let document = #"{"AccessKeyId":"HOST","SecretAccessKey":"s","Token":"","Expiration":""}"#
        let container = FakeTransport { _, _ in .fake(200, [], document) }
        let variables = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"]
        let expected = AWSCredentials(accessKeyID: "HOST", secretAccessKey: Secret("s"))
        #expect(try await find(variables, transport: container) == expected)
        try write("token-text", to: "token")
        let role = FakeTransport { _, _ in
            .fake(
                200,
                [],
                "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
                    + "<AccessKeyId>HOST</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken/><Expiration/>"
                    + "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
            )
        }
        let identity = ["AWS_WEB_IDENTITY_TOKEN_FILE": home.path + "/token", "AWS_ROLE_ARN": "arn:role"]
        #expect(try await find(identity, transport: role) == expected)
    }

    // MARK: Roles

    private static func token(_ key: String, _ action: String = "AssumeRoleWithWebIdentity") -> String {
        """
        <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result>
        <Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>s/+=</SecretAccessKey>
        <SessionToken>tok&amp;en</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration></Credentials>
        </\(action)Result></\(action)Response>
        """
    }

    @Test("web identity: the token file's text is exchanged at the region's service, unsigned")
    func webIdentity() async throws {
        try write("token-text\n", to: "token")
        let transport = FakeTransport { _, _ in .fake(200, [], Self.token("ROLE")) }
        let variables = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": home.path + "/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/a b",
            "AWS_REGION": "eu-west-1", "AWS_ROLE_SESSION_NAME": "session",
        ]
        let found = try await find(variables, transport: transport)
        #expect(found.accessKeyID == "ROLE")
        #expect(found.sessionToken?.text == "tok&en")
        #expect(found.expiresAt?.description == "2030-01-01T00:00:00Z")
        let request = try #require(transport.requests.first)
        #expect("\(request.origin)" == "https://sts.eu-west-1.amazonaws.com")
        #expect(request.method == .post)
        #expect(request.headers["Authorization"] == nil)
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa%20b"
                + "&RoleSessionName=session&WebIdentityToken=token-text"
        )
    }

    @Test("web identity goes before the profile, as in the broker's SDK, unless a flag names the profile")
    func webIdentityBeforeProfile() async throws {
        try write("token-text", to: "token")
        try write("[default]\n\(Self.keys)[other]\n\(Self.keys)", to: ".aws/credentials")
        let transport = FakeTransport { _, _ in .fake(200, [], Self.token("ROLE")) }
        var variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": home.path + "/token", "AWS_ROLE_ARN": "arn:role"]
        #expect(try await find(variables, transport: transport).accessKeyID == "ROLE")
        #expect(try await find(variables, profile: "default", transport: transport).accessKeyID == "PROFILE")
        variables["AWS_PROFILE"] = "other"
        #expect(try await find(variables, transport: transport).accessKeyID == "ROLE")
        variables["AWS_ACCESS_KEY_ID"] = "ENV"
        variables["AWS_SECRET_ACCESS_KEY"] = "s"
        #expect(try await find(variables, transport: transport).accessKeyID == "ENV")
    }

    @Test("web identity that is refused, or has no file or role, is an error without the token")
    func webIdentityFails() async throws {
        try write("token-text", to: "token")
        let refusal = FakeTransport { _, _ in
            .fake(
                400,
                [],
                "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>expired</Message></Error></ErrorResponse>"
            )
        }
        var variables = ["AWS_WEB_IDENTITY_TOKEN_FILE": home.path + "/token", "AWS_ROLE_ARN": "arn:role"]
        let message = await failure(variables, transport: refusal)
        #expect(message.contains("InvalidIdentityToken: expired") && message.contains("arn:role"), "\(message)")
        #expect(!message.contains("token-text"))
        let garbage = FakeTransport { _, _ in .fake(200, [], "<x/>") }
        #expect(await failure(variables, transport: garbage).contains("cannot be read"))
        variables["AWS_ROLE_ARN"] = nil
        #expect(await failure(variables).contains("AWS_ROLE_ARN"))
        variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = home.path + "/none"
        variables["AWS_ROLE_ARN"] = "r"
        #expect(await failure(variables).contains("No such file"))
    }

    @Test("what a service repeats of a token is not repeated, whole or in parts, in its code or its message")
    func repeatedSecrets() async throws {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQifQ.c2lnbmF0dXJl"
        try write(token, to: "token")
        try write("[base]\n\(Self.keys)aws_session_token = \(token)\n", to: ".aws/credentials")
        try write("[profile role]\nrole_arn = arn:role\nsource_profile = base\n", to: ".aws/config")
        for part in [token, String(token.prefix(20)), String(token.suffix(20)), String(token.dropFirst(7).prefix(12))] {
            for (code, message) in [("Code", "it was x-amz-security-token:\(part)"), (part, "message")] {
                let refusal = FakeTransport { _, _ in
                    let error = "<Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
                    return .fake(400, [], "<ErrorResponse>\(error)</ErrorResponse>")
                }
                let failures = [
                    await failure(
                        ["AWS_WEB_IDENTITY_TOKEN_FILE": home.path + "/token", "AWS_ROLE_ARN": "arn:role"],
                        transport: refusal
                    ),
                    await failure([:], profile: "role", transport: refusal),
                    await failure(
                        [
                            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
                            "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
                        ],
                        transport: refusal
                    ),
                ]
                for failure in failures {
                    #expect(!failure.contains(part), "\(failure)")
                    #expect(failure.contains(code == part ? "(message)" : "(Code)"), "\(failure)")
                }
            }
        }
    }

    @Test(
        "an address of the token service that is none is an error, and AWS's own is not asked instead",
        arguments: ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]
    )
    func wrongTokenService(variable: String) async throws {
        try write("token-text", to: "token")
        let transport = FakeTransport { _, _ in .fake(200, [], Self.token("ROLE")) }
        var variables = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": home.path + "/token", "AWS_ROLE_ARN": "arn:role",
            variable: "sts.internal:8443",
        ]
        #expect(await failure(variables, transport: transport).contains("\(variable) is no http"))
        #expect(transport.requests.isEmpty)
        // Who does not need it is not kept from working.
        variables["AWS_ACCESS_KEY_ID"] = "ENV"
        variables["AWS_SECRET_ACCESS_KEY"] = "s"
        #expect(try await find(variables, transport: transport).accessKeyID == "ENV")
    }

    @Test("a profile's role is assumed with the keys of its source, signed")
    func role() async throws {
        try write("[base]\n" + Self.keys, to: ".aws/credentials")
        try write(
            "[profile role]\nrole_arn = arn:r\nsource_profile = base\nexternal_id = ext\nrole_session_name = me\n"
                + "[profile loop]\nrole_arn = a\nsource_profile = loop2\n[profile loop2]\nrole_arn = a\nsource_profile = loop\n",
            to: ".aws/config"
        )
        let transport = FakeTransport { _, _ in .fake(200, [], Self.token("ROLE", "AssumeRole")) }
        #expect(try await find([:], profile: "role", transport: transport).accessKeyID == "ROLE")
        let request = try #require(transport.requests.first)
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(
            body.contains("Action=AssumeRole&") && body.contains("ExternalId=ext")
                && body.contains("RoleSessionName=me")
        )
        #expect(request.headers["Authorization"]?.contains("Credential=PROFILE/") == true)
        #expect(request.headers["Authorization"]?.contains("/us-east-1/sts/aws4_request") == true)
        #expect(await failure([:], profile: "loop", transport: transport).contains("too many profiles"))
    }

    // MARK: Containers and instances

    private static let document =
        #"{"Code":"Success","AccessKeyId":"HOST","SecretAccessKey":"s","Token":"t","Expiration":"2030-01-01T00:00:00Z","X":{"Y":[1]}}"#

    @Test("a container's endpoint gets its token, from a file too, and answers JSON")
    func container() async throws {
        try write("file-token\n", to: "auth")
        let transport = FakeTransport { _, _ in .fake(200, [], Self.document) }
        let found = try await find(
            ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1?a=b"],
            transport: transport
        )
        #expect(found.accessKeyID == "HOST")
        _ = try await find(
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "no",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": home.path + "/auth",
            ],
            transport: transport
        )
        let requests = transport.requests
        #expect("\(requests[0].origin)\(requests[0].target)" == "http://169.254.170.2/v2/credentials/1?a=b")
        #expect(requests[1].headers["Authorization"] == "file-token")
    }

    @Test("a foreign host is not asked for credentials without TLS")
    func foreignContainer() async {
        let transport = FakeTransport { _, _ in .fake(200, [], Self.document) }
        for host in [
            "example.com", "127.0.0.1.example.com", "169.254.170.24", "127.example.com", "127.0.evil.example",
            "[fd00:ec2::24]",
        ] {
            let message = await failure(
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://\(host)/x"],
                transport: transport
            )
            #expect(message.contains("without TLS"), "\(host)")
        }
        #expect(transport.requests.isEmpty)
        for host in ["localhost", "127.8.9.1", "[::1]", "[0:0::1]", "169.254.170.2", "[fd00:ec2:0::23]"] {
            let variables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://\(host)/x"]
            #expect(await failure(variables, transport: transport) == "found", "\(host)")
        }
    }

    @Test("an instance's role: a session first, then its name, then its keys")
    func instance() async throws {
        let transport = FakeTransport { request, _ in
            guard request.method == .get else { return .fake(200, [], "session") }
            guard request.headers["X-aws-ec2-metadata-token"] == "session" else { return .fake(401) }
            return .fake(200, [], request.path.hasSuffix("/") ? "my role\n" : Self.document)
        }
        #expect(try await find([:], transport: transport).accessKeyID == "HOST")
        #expect(
            transport.requests.map { "\($0.method.rawValue) \($0.target)" } == [
                "PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/",
                "GET /latest/meta-data/iam/security-credentials/my%20role",
            ]
        )
        #expect(transport.requests.allSatisfy { $0.timeout != nil })
        #expect(await failure(["AWS_EC2_METADATA_DISABLED": "TRUE"], transport: transport).contains("DISABLED is set"))
    }

    @Test(
        "an address that is none is named by its variable, without its text",
        arguments: ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_EC2_METADATA_SERVICE_ENDPOINT"]
    )
    func addressesWithPasswords(variable: String) async {
        let message = await failure([variable: "http://user:hidden@127.0.0.1/x"])
        #expect(message.contains(variable), "\(message)")
        #expect(!message.contains("hidden"), "\(message)")
    }

    @Test("without any credentials the error says of each place why")
    func none() async {
        let message = await failure([:])
        for part in [
            "environment: AWS_ACCESS_KEY_ID is not set", "profile default", ".aws/credentials does not exist",
            "web identity", "container", "instance metadata",
        ] {
            #expect(message.contains(part), "\(message)")
        }
    }

    // MARK: Keeping them

    private actor CountingSource: CredentialSource {
        nonisolated let name = "test"
        var count = 0
        let time: VirtualTime
        let lifetime: Int64?

        init(_ time: VirtualTime, lifetime: Int64?) {
            self.time = time
            self.lifetime = lifetime
        }

        func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
            count += 1
            if count > 2 { throw CredentialFailure("no more") }
            await Task.yield()
            return .credentials(
                AWSCredentials(
                    accessKeyID: "K\(count)",
                    secretAccessKey: Secret("s"),
                    sessionToken: Secret("t\(count)"),
                    expiresAt: lifetime.flatMap { Timestamp(seconds: time.now.seconds + $0) }
                )
            )
        }
    }

    @Test("credentials are looked for once, renewed before they expire, and used until they do")
    func cache() async throws {
        let time = VirtualTime()
        let source = CountingSource(time, lifetime: 3600)
        let cache = AWSCredentialCache(source, time: time)
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.credentials().accessKeyID } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(keys == ["K1"])
        try await time.sleep(for: .seconds(3290))
        #expect(try await cache.credentials().accessKeyID == "K1")
        try await time.sleep(for: .seconds(20))
        #expect(try await cache.credentials().accessKeyID == "K2")
        try await time.sleep(for: .seconds(3400))
        // The source has no more, but these are still good.
        #expect(try await cache.credentials().accessKeyID == "K2")
        try await time.sleep(for: .seconds(300))
        await #expect(throws: CredentialFailure.self) { try await cache.credentials() }
    }

    @Test("only the credentials that were refused are forgotten, however late that is heard of")
    func discarding() async throws {
        let time = VirtualTime()
        let cache = AWSCredentialCache(CountingSource(time, lifetime: 3600), time: time)
        let signer = SigV4Signer(
            signature: SigV4(region: "eu-west-1", service: "s3"),
            credentials: cache
        )
        let request = HTTPRequest(.get, HTTPOrigin(.http, "127.0.0.1"), path: "/")
        let first = try await signer.signed(request, at: time.now)
        #expect(await signer.renewCredentials(in: first))
        let second = try await signer.signed(request, at: time.now)
        #expect(second.headers["x-amz-security-token"] == "t2")
        // Another request was refused for the first ones, and says so when there are new ones already.
        #expect(await signer.renewCredentials(in: first))
        #expect(try await cache.credentials().accessKeyID == "K2")
        // The source has no third ones.
        #expect(await signer.renewCredentials(in: second))
        await #expect(throws: CredentialFailure.self) { try await cache.credentials() }
    }

    @Test("secrets are not in any description")
    func secrets() {
        let credentials = AWSCredentials(
            accessKeyID: "KEY",
            secretAccessKey: Secret("hidden-1"),
            sessionToken: Secret("hidden-2")
        )
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!"\(credentials)\(String(reflecting: credentials))\(dumped)".contains("hidden"))
    }
}
