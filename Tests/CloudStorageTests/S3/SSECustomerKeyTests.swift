import Foundation
import TestFixtures
import Testing

@testable import CloudStorage

@Suite("SSE-C keys")
struct SSECustomerKeyTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func key(_ bytes: [UInt8]) throws -> String? {
        let path = directory.path + "/key"
        try Data(bytes).write(to: URL(filePath: path))
        var headers = HTTPHeaders()
        try SSECustomerKey(file: path).add(to: &headers)
        return headers["x-amz-server-side-encryption-customer-key"]
    }

    @Test("32 bytes, or their base64 with blanks around it")
    func forms() throws {
        let bytes = (0..<32).map { UInt8($0) }
        let text = Data(bytes).base64EncodedString()
        #expect(try key(bytes) == text)
        #expect(try key(Array(" \(text)\n".utf8)) == text)
    }

    @Test("anything else is refused", arguments: ["", "short", "AAAA", String(repeating: "A", count: 31), "*"])
    func refused(text: String) throws {
        #expect(throws: CredentialFailure.self) { try key(Array(text.utf8)) }
        #expect(throws: CredentialFailure.self) { try SSECustomerKey(file: directory.path + "/none") }
    }
}
