import Cryptography
import ObjectStorage
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Azure failures")
struct AzureFailureTests {
    /// Asks for a list, or opens a blob, and returns what is said about the refusal.
    private func refusal(
        _ status: Int,
        _ code: String,
        detail: String = "",
        authentication: AzureAuthentication = .sharedKey(SharedKey(account: "acct", key: Secret("key"))),
        isList: Bool = true
    ) async -> StorageError? {
        let text = "<Error><Code>\(code)</Code><Message>It says so.\nRequestId:1</Message>"
        let body = text + "<AuthenticationErrorDetail>\(detail)</AuthenticationErrorDetail></Error>"
        let container = FakeContainer([("a", [1])]) { _, _ in
            .answer(status, [("x-ms-error-code", code), ("x-ms-request-id", "r1")], body)
        }
        let store = container.store(authentication: authentication)
        do {
            if isList {
                try await store.list(.tree(nil)) { _ in }
            } else {
                _ = try await store.open(ObjectKey("a"))
            }
            return nil
        } catch {
            return error as? StorageError
        }
    }

    @Test(
        "each code means something that can be done about",
        arguments: [
            (403, "AuthenticationFailed", .permissionDenied, "the key is not one of the account acct"),
            (403, "AuthorizationPermissionMismatch", .permissionDenied, "blobs/read is not allowed"),
            (403, "AuthorizationPermissionMismatch", .permissionDenied, "Storage Blob Data Reader"),
            (403, "AuthorizationFailure", .permissionDenied, "firewall"),
            (403, "AccountIsDisabled", .permissionDenied, "account acct is disabled"),
            (403, "KeyBasedAuthenticationNotPermitted", .permissionDenied, "does not allow its key"),
            (
                403, "InsufficientAccountPermissions", .permissionDenied,
                "Microsoft.Storage/storageAccounts/blobServices"
            ),
            (404, "ContainerNotFound", .notFound, "no container backups at https://acct.blob.core.windows.net"),
            (409, "ContainerBeingDeleted", .notFound, "no container backups"),
            (503, "ServerBusy", .unreachable, "8 times in a row"),
            (500, "InternalError", .unreachable, "the service failed 8 times"),
            (429, "", .unreachable, "sent requests away"),
            (409, "BlobArchived", .unreachable, "rehydrate"),
            (404, "", .unreachable, "does not speak Azure's blob API"),
            (400, "InvalidHeaderValue", .unreachable, "refuses with status 400: It says so."),
            (403, "", .permissionDenied, "HTTP status 403, request r1"),
        ] as [(Int, String, StorageError.Code, String)]
    )
    func codes(status: Int, code: String, expected: StorageError.Code, text: String) async {
        let error = await refusal(status, code)
        #expect(error?.code == expected)
        #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
        #expect(error?.path == "azure://backups")
    }

    @Test("a missing blob is named")
    func missingBlob() async {
        let error = await refusal(404, "BlobNotFound", isList: false)
        #expect(error?.code == .notFound)
        #expect(error?.path == "a")
    }

    @Test("an old date is the clock's fault")
    func clock() async {
        let error = await refusal(403, "AuthenticationFailed", detail: "Request date header too old: 'x'")
        #expect(error?.description.contains("set the clock") == true)
    }

    @Test("what a signature lacks is said: its time, its permission")
    func signatures() async throws {
        func authentication(_ text: String) throws -> AzureAuthentication {
            .sharedAccess(try #require(SharedAccessSignature("sv=2022-11-02&sr=c&" + text + "&sig=hidden")))
        }
        // The tests' clock says 2027-01-15.
        let cases = [
            ("sp=rl&se=2026-01-01", "AuthenticationFailed", "ended at 2026-01-01T00:00:00Z"),
            ("sp=rl&st=2028-01-01", "AuthenticationFailed", "begins at 2028-01-01T00:00:00Z"),
            ("sp=rl&se=2028-01-01", "AuthenticationFailed", "copied as a whole"),
            ("sp=r&se=2028-01-01", "AuthorizationPermissionMismatch", "no permission l (list)"),
            ("sp=r", "AuthorizationProtocolMismatch", "https only"),
            ("sp=rl", "AuthorizationResourceTypeMismatch", "srt=co"),
            ("si=policy", "AuthorizationPermissionMismatch", "permissions r and l"),
        ]
        for (text, code, expected) in cases {
            let error = await refusal(
                403,
                code,
                detail: "Signature did not match. String to sign used was hidden",
                authentication: try authentication(text)
            )
            #expect(error?.code == .permissionDenied)
            #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("hidden") == false)
        }
        let read = await refusal(
            403,
            "AuthorizationPermissionMismatch",
            authentication: try authentication("sp=l"),
            isList: false
        )
        #expect(read?.description.contains("no permission r (read)") == true)
    }

    @Test("strangers are told how to show who they are")
    func anonymous() async {
        for (status, code) in [(401, "NoAuthenticationInformation"), (409, "PublicAccessNotPermitted")] {
            let error = await refusal(status, code, authentication: .anonymous)
            #expect(error?.code == .permissionDenied, "\(code)")
            #expect(error?.description.contains("--credentials-file") == true)
        }
        let hidden = await refusal(404, "ResourceNotFound", authentication: .anonymous)
        #expect(hidden?.code == .notFound)
        #expect(hidden?.description.contains("or it is not public") == true)
    }

    @Test("what the service says about signatures is not repeated, and no page of a proxy is")
    func messages() {
        let dialect = AzureDialect()
        let quoted = "<Error><Code>AuthenticationFailed</Code><Message>The string to sign was secret</Message></Error>"
        #expect(dialect.problem(status: 403, headers: HTTPHeaders(), body: Array(quoted.utf8)).message.isEmpty)
        let page = dialect.problem(status: 502, headers: HTTPHeaders(), body: Array("<html>x</html>".utf8))
        #expect(page.kind == .serverError)
        #expect(page.message.isEmpty)
        #expect(page.code == "HTTP status 502")
    }
}
