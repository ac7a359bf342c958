import Cryptography
import Foundation
import ObjectStorage
import Synchronization
import TestFixtures
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Google credentials")
struct GoogleCredentialTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    /// A key made for these tests.
    static let pem = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCw1H4jCtgErWuF
        Qpc/zcqExrVJKsR2mfETcAWv5c66dyAegBebdhy71gtBk9dBLafsiQ0Q7QJNl9RV
        1l6+F2pyjADapswT+Csycc6kgwFrqtMQF0Se8KCNwQ/oyQklVLybm7U+iel8n3du
        1a5P05mztgtdcBf2ED6KcMEznbI/Hh0DFlRhcxwrW80mTMgUpySCp/0yjW2EeNCG
        Yz7kjSO5hnaEfPvdNKWcv8mMNe8JWsbGVo/PKQ78AuNBbQJ1F/fNScnixMqhahWB
        VYyVjWQAoRsuJM3RG5+ZbzeMfocx9RZ3ufHieVsc2S/oPU4zsKSkQqR9A9+gNwhi
        a63OASxnAgMBAAECggEAQU1v+av3A58xrmhdp+PtTuR9LXScUjpek7GSgBeLpUP5
        +hmO3kwbp2iQBps86qacNZeVWjNU3ufbtAlzOps2JfA7HoRrqFJFTZ9G021H+IWA
        5ZfaMSInAMKUCAE6He2xq3uwztQqhGn1tto1wegggoQPpWWQi8ALAKBMUS4DFhh/
        PDq0ZhMUDcXLF1N1YT61G+PMbvCETfkFCBwvUGT+RTbr8S1tHbH03W4QPg6sjiHz
        3ibWJ9y1GAjnSxF/4iHEujpidqwtd/oqfbUkUoMnwA6mH8RdRbB73rm69X+BIA4I
        5S/fpEjocjljkHcd9RJTDpy1Rq0GzyePJvOqFcGTRQKBgQD5L0ohWhoqB2fNy7Ni
        8zPc/+MPYbT6I5NC0GOBdxFoN2zYhGTvvTDT7LrWf65I9xA1BWVS8Rn1mjnchaGu
        Y49T/eoTkPAw4ykls/rcPORu10cAHYAvdERMnmp7qXW3XHYJZV5r+r53ylbQrxb1
        mi2uUSbjLRknf4gq4JXFNAVdxQKBgQC1qplnu6faIECstLqXEIPS76C0A1JMzCdR
        kPx+VSAlaDnFWOn2tw9IzRTgju86Fq+lrNZ5QHZQZzTKdrce6Qf8+6ex3a8BxT0W
        PemW5+/JXQzYqS4dM4MuHbNm9rAKICD97Cjb6e9Va2ZRTg3cNQtUidPw3/DsTd2s
        IbRjbAtQOwKBgBnlk0OyFIQHrv8RS3xeICa4pUVk9yUD63sHI0BCOpnlILfD0qWj
        uN5dfPFr5ZYJrzKDdAtRqUwAEkFb1fjEuhGVku0jpALAqPcVJF4dKfRnBSb66eaE
        o9B+qjxd2TEMN+w0D8MTFRZn/evENpOhyVuTbYIwnqufMmyaWJZdGK2tAoGAf5rP
        mo+zvYG+LBHeptHQ5s+vIALdQlh8ncyrrsl4hQ4K1lY4MTYwpEB5k6qS20ioJEWd
        eRoQgTWdXUG6KxogpFDYYBWJIkM7P25Jr9hHFDgqF93uKFDQqgnuxDovOU2MHxBN
        Ovu9Q1DnU+Dx12XjCYSuvJlwj2u6c3hRTyzLXZUCgYEAj8Bgeg0xA3gjMIanRSeq
        3imA/vkHrpkzP6IM375RRq7AVyQWqseP+J80RJLDd8z6yep+fz2cUteVandbY/RX
        oQ8dwBGivlB4EdHNaG8nkLKxT0c/WRka/2aY57pORru4SzTDP8uyfiIPpih+b5kg
        AAmrF+ygG3qxkm2KsDOJDh4=
        -----END PRIVATE KEY-----
        """

    /// What google-auth signs with that key for the same claims.
    static let statement =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6ImtleS0xIiwidHlwIjoiSldUIn0.eyJpc3MiOiJhdWRpdG9yQHByb2plY3QuaWFtLmdz"
        + "ZXJ2aWNlYWNjb3VudC5jb20iLCJzY29wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvZGV2c3RvcmFnZS5y"
        + "ZWFkX29ubHkiLCJhdWQiOiJodHRwczovL29hdXRoMi5nb29nbGVhcGlzLmNvbS90b2tlbiIsImlhdCI6MTgwMDAwMDAwMCwi"
        + "ZXhwIjoxODAwMDAzNjAwfQ.fw7xOHKELw4lUSG0ZG7vwnoVi4ZIi_1-i1fa6XhJ7AbwKOFp3zlzIaKVTSd2jt9aO2oFbYMi3"
        + "6lrnd24ZGuDIxMEhb9iGrwq6xz9HBWIfNlEHMlo43hrxH3H36aP7CT4nG8DWMMaMW-SUMTLtmtxqiCMjYpFufDTmtR1IiN3b"
        + "CrZssWBGgqXF0Bo7_g2LDUt5AgVqchI1DSjknZh_YOVdAxRYOE4g-bYbvrGbEATgMmjkIUaICaSC2jvtgmItWyO8K7JiuX0T"
        + "AiRPHbB8n43XQE8T9OMWbHuqVA7eGtqpAHv03Vs_EHO6YgJqufbmiCUbOXMpqA246AanV5HS1ZdUA"

    private static let email = "auditor@project.iam.gserviceaccount.com"

    private func write(_ text: String, to name: String) throws -> String {
        let url = URL(filePath: home.path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path()
    }

    private func json(_ members: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
    }

    private static var account: [String: Any] {
        [
            "type": "service_account", "client_email": email, "private_key": pem, "private_key_id": "key-1",
            "token_uri": "https://tokens.example/token",
        ]
    }

    private static var user: [String: Any] {
        [
            "type": "authorized_user", "client_id": "id", "client_secret": "client secret",
            "refresh_token": "refresh+secret",
        ]
    }

    /// Answers every request with a token.
    private static let generous = FakeTransport { request, _ throws(TransportFailure) in
        request.path.hasSuffix(":generateAccessToken")
            ? .fake(200, [], #"{"accessToken":"impersonated","expireTime":"2030-01-01T00:00:00Z"}"#)
            : .fake(200, [], #"{"access_token":"token","expires_in":3599,"token_type":"Bearer"}"#)
    }

    private func source(
        _ file: String? = nil,
        _ variables: [String: String] = [:],
        _ transport: FakeTransport,
        time: VirtualTime = VirtualTime()
    ) -> ApplicationDefaultCredentials {
        let sender = sender(transport, dialect: GoogleDialect(), time: time)
        return ApplicationDefaultCredentials(
            file: file,
            environment: ProcessEnvironment(variables: ["HOME": home.path].merging(variables) { $1 }),
            sender: sender,
            metadataSender: sender
        )
    }

    private func form(_ request: HTTPRequest) -> [String: String] {
        var form: [String: String] = [:]
        for item in String(decoding: request.body, as: UTF8.self).split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1)
            form[String(parts[0])] = String(decoding: PercentEncoding.decoded(parts[1].utf8) ?? [], as: UTF8.self)
        }
        return form
    }

    private func failure(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "no failure"
        } catch {
            return "\(error)"
        }
    }

    // MARK: Kinds

    @Test("a service account's statement is that of google-auth, byte by byte")
    func statement() async throws {
        let file = try write(json(Self.account), to: "key.json")
        let transport = Self.generous
        let token = try await source(file, [:], transport).token()
        #expect(token == GoogleToken(Secret("token"), lifetime: .seconds(3599)))
        let request = try #require(transport.requests.last)
        #expect(request.method == .post)
        #expect(request.origin.description == "https://tokens.example")
        #expect(request.path == "/token")
        #expect(form(request)["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
        #expect(form(request)["assertion"] == Self.statement)
    }

    @Test("a user's refresh token")
    func user() async throws {
        let file = try write(json(Self.user), to: "user.json")
        let transport = FakeTransport { _, _ throws(TransportFailure) in .fake(200, [], #"{"access_token":"t"}"#) }
        #expect(try await source(file, [:], transport).token() == GoogleToken(Secret("t"), lifetime: nil))
        let request = try #require(transport.requests.last)
        #expect(request.origin.description == "https://oauth2.googleapis.com")
        #expect(
            form(request) == [
                "grant_type": "refresh_token", "client_id": "id", "client_secret": "client secret",
                "refresh_token": "refresh+secret",
            ]
        )
    }

    private func external(_ source: [String: Any], _ more: [String: Any] = [:]) throws -> String {
        let members: [String: Any] = [
            "type": "external_account", "audience": "//iam/pool", "subject_token_type": "urn:jwt",
            "token_url": "https://sts.example/v1/token", "credential_source": source,
        ]
        return try write(json(members.merging(more) { $1 }), to: "external.json")
    }

    @Test("an external token from a file is exchanged, and the result for a service account's")
    func federation() async throws {
        let subject = try write(" external \n", to: "subject")
        let url = "https://iam.example/v1/projects/-/serviceAccounts/r@p:generateAccessToken"
        let file = try external(
            ["file": subject],
            [
                "service_account_impersonation_url": url,
                "service_account_impersonation": ["token_lifetime_seconds": 600],
                "client_id": "a", "client_secret": "b",
            ]
        )
        let transport = Self.generous
        let before = transport.requests.count
        #expect(
            try await source(file, [:], transport).token()
                == GoogleToken(Secret("impersonated"), lifetime: .seconds(600))
        )
        let requests = transport.requests.dropFirst(before).filter {
            ["sts.example", "iam.example"].contains($0.origin.host)
        }
        #expect(requests.count == 2)
        let exchange = try #require(requests.first)
        #expect(exchange.headers["Authorization"] == "Basic YTpi")
        #expect(form(exchange)["subject_token"] == "external")
        #expect(form(exchange)["audience"] == "//iam/pool")
        #expect(form(exchange)["scope"] == GoogleScope.federate)
        let impersonation = try #require(requests.last)
        #expect(impersonation.headers["Authorization"] == "Bearer token")
        #expect(impersonation.path == "/v1/projects/-/serviceAccounts/r@p:generateAccessToken")
        #expect(
            String(decoding: impersonation.body, as: UTF8.self)
                == #"{"scope":["https://www.googleapis.com/auth/devstorage.read_only"],"lifetime":"600s"}"#
        )
    }

    @Test("an external token from an address, in JSON")
    func federationByAddress() async throws {
        let file = try external([
            "url": "http://169.254.169.254/token?resource=x", "headers": ["Metadata": "True"],
            "format": ["type": "json", "subject_token_field_name": "id"],
        ])
        let transport = FakeTransport { request, _ throws(TransportFailure) in
            request.method == .get ? .fake(200, [], #"{"id":"external"}"#) : .fake(200, [], #"{"access_token":"t"}"#)
        }
        _ = try await source(file, [:], transport).token()
        #expect(transport.requests.map(\.target) == ["/token?resource=x", "/v1/token"])
        #expect(transport.requests[0].headers["Metadata"] == "True")
        #expect(form(transport.requests[1])["subject_token"] == "external")
        #expect(form(transport.requests[1])["scope"] == GoogleScope.readObjects)
    }

    @Test("a service account that acts as another, through delegates")
    func impersonation() async throws {
        let file = try write(
            json([
                "type": "impersonated_service_account", "delegates": ["d@p"], "source_credentials": Self.account,
                "service_account_impersonation_url": "https://iam.example/r@p:generateAccessToken",
            ]),
            to: "impersonated.json"
        )
        let transport = FakeTransport { request, index throws(TransportFailure) in
            .fake(200, [], index == 0 ? #"{"access_token":"t"}"# : #"{"accessToken":"other"}"#)
        }
        #expect(try await source(file, [:], transport).token().secret == Secret("other"))
        let claims = try #require(form(transport.requests[0])["assertion"]).split(separator: ".")[1]
        let padded = claims.replacing("-", with: "+").replacing("_", with: "/")
        #expect(String(decoding: [UInt8](base64: padded) ?? [], as: UTF8.self).contains(GoogleScope.impersonate))
        #expect(String(decoding: transport.requests[1].body, as: UTF8.self).contains(#""delegates":["d@p"]"#))
    }

    // MARK: Places

    @Test("the places are looked at in the order of Google's libraries")
    func order() async throws {
        let named = try write(json(Self.account), to: "named.json")
        let variable = try write(json(Self.user), to: "variable.json")
        _ = try write(
            json(Self.user.merging(["token_uri": "https://gcloud.example/t"]) { $1 }),
            to: ".config/gcloud/application_default_credentials.json"
        )
        func host(_ file: String?, _ variables: [String: String]) async throws -> String? {
            let transport = FakeTransport { _, _ throws(TransportFailure) in .fake(200, [], #"{"access_token":"t"}"#) }
            _ = try await source(file, variables, transport).token()
            return transport.requests.last?.origin.host
        }
        #expect(try await host(named, ["GOOGLE_APPLICATION_CREDENTIALS": variable]) == "tokens.example")
        #expect(try await host(nil, ["GOOGLE_APPLICATION_CREDENTIALS": variable]) == "oauth2.googleapis.com")
        #expect(try await host(nil, [:]) == "gcloud.example")
        #expect(try await host(nil, ["CLOUDSDK_CONFIG": home.path + "/none"]) == "metadata.google.internal")
        #expect(try await host(nil, ["CLOUDSDK_CONFIG": "/none", "GCE_METADATA_HOST": "m.example:1"]) == "m.example")
    }

    @Test(
        "a metadata server that is busy may answer later; where there is none, waiting is no help",
        arguments: [true, false]
    )
    func metadataServer(isThere: Bool) async throws {
        let transport = FakeTransport { _, _ throws(TransportFailure) in
            guard isThere else { throw TransportFailure(.refused, "connection refused") }
            return .fake(503)
        }
        do throws(CredentialFailure) {
            _ = try await source(nil, [:], transport).token()
            Issue.record("expected a failure")
        } catch {
            #expect(error.isTransient == isThere, "\(error)")
        }
    }

    @Test("where there are none, every place that was looked at is named")
    func none() async {
        let silence = FakeTransport { _, _ throws(TransportFailure) in
            throw TransportFailure(.refused, "connection refused")
        }
        let text = await failure { _ = try await source(nil, [:], silence).token() }
        for part in [
            "GOOGLE_APPLICATION_CREDENTIALS is not set", "application_default_credentials.json",
            "metadata.google.internal",
            "--credentials-file", "--anonymous",
        ] { #expect(text.contains(part), "\(text)") }
        let named = await failure {
            _ = try await source(nil, ["GOOGLE_APPLICATION_CREDENTIALS": "/none"], silence).token()
        }
        #expect(named.contains("GOOGLE_APPLICATION_CREDENTIALS, /none, does not exist"))
    }

    @Test("files that cannot be used say why, and show nothing of what is in them")
    func unusable() async throws {
        var cases: [(String, String)] = [
            ("no JSON SECRET", "is no file with credentials"), ("{} SECRET", "is no file with credentials"),
            (#"{"private_key":"SECRET"}"#, "of which type"),
            (#"{"type":"gdch_service_account"}"#, "gdch_service_account"),
            (#"{"type":"service_account","client_email":"a"}"#, "private_key is not in it"),
            (#"{"type":"service_account","client_email":"a","private_key":"SECRET"}"#, "private_key cannot be used"),
            (#"{"type":"authorized_user","client_id":"SECRET"}"#, "refresh_token is not in it"),
            (#"{"type":"external_account","audience":"SECRET"}"#, "credential_source is not in it"),
            (#"{"type":"impersonated_service_account"}"#, "source_credentials is not in it"),
        ]
        cases.append((try json(Self.account.merging(["universe_domain": "other.cloud"]) { $1 }), "other.cloud"))
        cases.append((try json(Self.account.merging(["token_uri": "http://tokens.example/"]) { $1 }), "without TLS"))
        cases.append(
            (try json(Self.account.merging(["token_uri": "ftp://x"]) { $1 }), "no http:// or https://")
        )
        for (text, expected) in cases {
            let file = try write(text, to: "odd.json")
            let found = await failure { _ = try await source(file, [:], Self.generous).token() }
            #expect(found.contains(expected), "\(found)")
            #expect(!found.contains("SECRET"))
        }
        for kind in ["environment_id", "executable", "certificate"] {
            let file = try external(
                [kind: "aws1", "url": "http://x/"].filter { kind == "environment_id" || $0.key == kind }
            )
            let found = await failure { _ = try await source(file, [:], Self.generous).token() }
            #expect(found.contains(kind), "\(found)")
        }
    }

    // MARK: Refusals

    @Test("what a token service says comes with what to do about it")
    func refusals() async throws {
        let file = try write(json(Self.account), to: "key.json")
        let user = try write(json(Self.user), to: "user.json")
        func found(_ file: String, _ status: Int, _ body: String) async -> String {
            let transport = FakeTransport { _, _ throws(TransportFailure) in .fake(status, [], body) }
            return await failure { _ = try await source(file, [:], transport).token() }
        }
        let signature = await found(
            file,
            400,
            #"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#
        )
        #expect(signature.contains("invalid_grant: Invalid JWT Signature.") && signature.contains("create a new key"))
        #expect(signature.contains(Self.email))
        let login = await found(
            user,
            400,
            #"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#
        )
        #expect(login.contains("gcloud auth application-default login"))
        #expect(!login.contains("secret"))
        #expect(await found(user, 503, "<html>").contains("fails to give"))
        #expect(await found(user, 200, "<html>").contains("cannot be read"))
        #expect(await found(user, 200, "{}").contains("no usable token"))
        #expect(await found(user, 200, #"{"access_token":"a\r\nX: y"}"#).contains("no usable token"))
    }

    @Test("a clock that is off is corrected by that of the service, once")
    func clock() async throws {
        let file = try write(json(Self.account), to: "key.json")
        let complaint =
            #"{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token (60 minutes)"#
            + #" and in a reasonable timeframe. Check your iat and exp values."}"#
        let transport = FakeTransport { _, index throws(TransportFailure) in
            index == 0
                ? .fake(400, [("Date", "Fri, 15 Jan 2027 08:20:00 GMT")], complaint)
                : .fake(200, [], #"{"access_token":"t"}"#)
        }
        _ = try await source(file, [:], transport).token()
        let times = try transport.requests.map { request in
            let claims = try #require(form(request)["assertion"]).split(separator: ".")[1]
            return String(decoding: [UInt8](base64: claims) ?? [], as: UTF8.self)
        }
        #expect(times.count == 2)
        #expect(times[0].contains(#""iat":1800000000"#))
        #expect(times[1].contains(#""iat":1800001200"#))
        let never = FakeTransport { _, _ throws(TransportFailure) in .fake(400, [], complaint) }
        #expect(
            await failure { _ = try await source(file, [:], never).token() }.contains(
                "the clock of this machine is wrong"
            )
        )
        #expect(never.requests.count == 1)
    }

    // MARK: HMAC keys

    @Test(
        "an HMAC key of two lines or of JSON",
        arguments: [
            "GOOG1E\nse/cr+et\n", " GOOG1E\r\nse/cr+et", #"{"accessId":"GOOG1E","secret":"se/cr+et"}"#,
            #"{"kind":"storage#hmacKey","metadata":{"accessId":"GOOG1E","state":"ACTIVE"},"secret":"se/cr+et"}"#,
        ]
    )
    func hmac(text: String) async throws {
        let key = try GoogleHMACKey(file: try write(text, to: "hmac"))
        #expect(
            try await key.find()
                == .credentials(AWSCredentials(accessKeyID: "GOOG1E", secretAccessKey: Secret("se/cr+et")))
        )
    }

    @Test(
        "what is no HMAC key is refused, and not shown",
        arguments: ["", "SECRET", "A B SECRET", "{\"secret\":\"SECRET\"}", "a/b\nSECRET", "\u{E9}\nSECRET"]
    )
    func noHMAC(text: String) async throws {
        let file = try write(text, to: "hmac")
        let found = await failure { _ = try GoogleHMACKey(file: file) }
        #expect(found.contains("is no HMAC key"))
        #expect(!found.contains("SECRET"))
    }

    @Test("requests signed with an HMAC key go to the XML API, and are called what the user called them")
    func interoperable() async throws {
        let key = try GoogleHMACKey(file: try write("GOOG1E\nsecret", to: "hmac"))
        let transport = FakeTransport { _, _ throws(TransportFailure) in
            .fake(403, [], "<Error><Code>AccessDenied</Code></Error>")
        }
        let time = VirtualTime()
        let address = try #require(GoogleCloudAddress("bucket/base"))
        let store = GoogleCloudStore.interoperable(
            address,
            custom: nil,
            key: key,
            sender: sender(transport, time: time),
            time: time
        )
        #expect(store.location.kind == .gcs)
        #expect(store.location.text == "gs://bucket/base")
        let text = await failure { _ = try await store.open(ObjectKey("a")) }
        #expect(text.contains("storage.objects.get") && !text.contains("arn:"), "\(text)")
        let request = try #require(transport.requests.first)
        #expect(request.origin.description == "https://storage.googleapis.com")
        #expect(request.path == "/bucket/base/a")
        #expect(request.headers["Authorization"]?.contains("Credential=GOOG1E/20270115/auto/s3/aws4_request") == true)
    }

    // MARK: The life of a token

    /// Gives out tokens with numbers.
    private final class Counter: GoogleTokenSource {
        let lifetime: Duration?
        let count = Mutex(0)
        let fails = Mutex(false)

        init(lifetime: Duration?) {
            self.lifetime = lifetime
        }

        func token() async throws(CredentialFailure) -> GoogleToken {
            if fails.withLock({ $0 }) { throw CredentialFailure("out of order") }
            let number = count.withLock { count in
                count += 1
                return count
            }
            return GoogleToken(Secret("t\(number)"), lifetime: lifetime)
        }
    }

    @Test("a token is kept until shortly before its end, and longer when no other can be had")
    func lifetime() async throws {
        let time = VirtualTime()
        let counter = Counter(lifetime: .seconds(3600))
        let cache = GoogleTokenCache(counter, time: time)
        #expect(try await cache.credentials().secret == Secret("t1"))
        try await time.sleep(for: .seconds(3374))
        #expect(try await cache.credentials().secret == Secret("t1"))
        try await time.sleep(for: .seconds(2))
        #expect(try await cache.credentials().secret == Secret("t2"))
        try await time.sleep(for: .seconds(3500))
        counter.fails.withLock { $0 = true }
        #expect(try await cache.credentials().secret == Secret("t2"))
        try await time.sleep(for: .seconds(101))
        #expect(await failure { _ = try await cache.credentials() } == "out of order")
    }

    @Test("a short-lived token is kept for three quarters of its life, one without an end for ever")
    func lifetimes() async throws {
        let time = VirtualTime()
        let short = GoogleTokenCache(Counter(lifetime: .seconds(60)), time: time)
        let endless = GoogleTokenCache(Counter(lifetime: nil), time: time)
        _ = try await (short.credentials().secret, endless.credentials().secret)
        try await time.sleep(for: .seconds(44))
        #expect(try await short.credentials().secret == Secret("t1"))
        try await time.sleep(for: .seconds(2))
        #expect(try await short.credentials().secret == Secret("t2"))
        try await time.sleep(for: .seconds(1_000_000))
        #expect(try await endless.credentials().secret == Secret("t1"))
    }

    @Test(
        "a token is not sent where others could read it",
        arguments: [("http://10.0.0.5", false), ("http://fake-gcs:4443", false), ("http://127.0.0.1:1", true)]
    )
    func plainText(address: String, isSent: Bool) async throws {
        let signer = BearerSigner(GoogleTokenCache(Counter(lifetime: .seconds(3600)), time: VirtualTime()))
        let request = HTTPRequest(.get, try #require(HTTPBaseURL(address)).origin, path: "/")
        let time = VirtualTime().now
        let problem = await failure { _ = try await signer.signed(request, at: time) }
        #expect(problem.contains("is not sent to") != isSent, "\(problem)")
    }

    @Test("many requests at once ask for one token")
    func once() async throws {
        let counter = Counter(lifetime: .seconds(3600))
        let cache = GoogleTokenCache(counter, time: VirtualTime())
        try await withThrowingTaskGroup(of: Secret.self) { group in
            for _ in 0..<100 { group.addTask { try await cache.credentials().secret } }
            for try await token in group { #expect(token == Secret("t1")) }
        }
        #expect(counter.count.withLock { $0 } == 1)
    }

    @Test("a token that the store does not accept is replaced, once a request")
    func renewal() async throws {
        let bucket = FakeGoogleBucket(["a": [1]]) { _, request in
            request.headers["Authorization"] == "Bearer t2"
                ? nil : .answer(401, [], FakeGoogleBucket.text(401, "Invalid Credentials"))
        }
        let cache = GoogleTokenCache(Counter(lifetime: .seconds(3600)), time: bucket.time)
        let transport = bucket.transport
        let store = bucket.store(transport, tokens: cache)
        #expect(try await store.readAll(ObjectKey("a"), limit: 10).bytes == [1])
        #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer t1", "Bearer t2"])
        // Another request was refused for the first one, and says so when there is a second one already.
        let late = HTTPRequest(
            .get,
            HTTPOrigin(.http, "127.0.0.1"),
            path: "/",
            headers: HTTPHeaders([("Authorization", "Bearer t1")])
        )
        #expect(await BearerSigner(cache).renewCredentials(in: late))
        #expect(try await cache.credentials().secret == Secret("t2"))
        let closed = FakeGoogleBucket(["a": [1]]) { _, _ in
            .answer(401, [], FakeGoogleBucket.text(401, "Invalid Credentials"))
        }
        let counter = Counter(lifetime: .seconds(3600))
        let other = closed.store(tokens: GoogleTokenCache(counter, time: closed.time))
        let text = await failure { _ = try await other.open(ObjectKey("a")) }
        #expect(text.contains("does not accept the token, nor a new one"), "\(text)")
        #expect(counter.count.withLock { $0 } == 2)
    }
}
