import Cryptography
import Foundation
import Testing

@Suite("Hashes")
struct HashTests {
    /// FIPS 180-4 and RFC 1321 give these.
    @Test("known digests")
    func known() {
        #expect(
            SHA256.digest(of: "abc".utf8).hexadecimal
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            SHA256.digest(of: [UInt8]()).hexadecimal
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(MD5.digest(of: "message digest".utf8).hexadecimal == "f96b697d7cb7938d525a2f31aaf161d0")
    }

    @Test("pieces give the digest of the whole", arguments: [0, 1, 63, 64, 65, 1000])
    func pieces(cut: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
        var hash = SHA256()
        hash.update(bytes.span.extracting(..<cut).bytes)
        hash.update(bytes.span.extracting(cut...).bytes)
        #expect(hash.finish() == SHA256.digest(of: bytes))
        var md5 = MD5()
        md5.update(bytes.span.extracting(..<cut).bytes)
        md5.update(bytes.span.extracting(cut...).bytes)
        #expect(md5.finish() == MD5.digest(of: bytes))
    }

    /// RFC 4231, cases 1, 2 and 6.
    @Test("known codes, also with keys that are empty or longer than a block")
    func codes() {
        #expect(
            HMACSHA256.code(of: "Hi There", key: [UInt8](repeating: 0x0B, count: 20)).hexadecimal
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        )
        #expect(
            HMACSHA256.code(of: "what do ya want for nothing?", key: Array("Jefe".utf8)).hexadecimal
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
        #expect(
            HMACSHA256.code(
                of: "Test Using Larger Than Block-Size Key - Hash Key First",
                key: [UInt8](repeating: 0xAA, count: 131)
            ).hexadecimal == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        )
        #expect(
            HMACSHA256.code(of: "", key: []).hexadecimal
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        )
    }
}

@Suite("Base64 decoding")
struct Base64DecodingTests {
    @Test("every length comes back, with and without padding")
    func lengths() {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 83 &+ 251) }
            let text = Data(bytes).base64EncodedString()
            #expect([UInt8](base64: text) == bytes)
            #expect([UInt8](base64: " \(text)\n") == bytes)
            #expect([UInt8](base64: text.replacing("=", with: "")) == bytes)
        }
    }

    @Test("what is none is refused", arguments: ["A", "A===", "AA=A", "AB", "AAB", "AA-_", "AA AA", "AAA==", "Ä", "="])
    func refused(text: String) {
        #expect([UInt8](base64: text) == nil)
    }
}

@Suite("RSA")
struct RSATests {
    private func openssl(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    @Test("keys of both forms sign, and the openssl command finds the signature right")
    func signs() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zbaudit-rsa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appending(path: name).path }
        _ = try openssl("genrsa", "-out", path("pkcs8"), "2048")
        _ = try openssl("rsa", "-in", path("pkcs8"), "-traditional", "-out", path("pkcs1"))
        _ = try openssl("rsa", "-in", path("pkcs8"), "-pubout", "-out", path("public"))
        let message = Array("header.payload".utf8)
        try Data(message).write(to: URL(filePath: path("message")))
        for form in ["pkcs8", "pkcs1"] {
            let text = try String(contentsOfFile: path(form), encoding: .utf8)
            #expect(text.contains(form == "pkcs1" ? "BEGIN RSA PRIVATE KEY" : "BEGIN PRIVATE KEY"))
            let key = try RSAPrivateKey(pem: Secret(text))
            try Data(try key.signature(of: message)).write(to: URL(filePath: path("signature")))
            let verified = try openssl(
                "dgst",
                "-sha256",
                "-verify",
                path("public"),
                "-signature",
                path("signature"),
                path("message")
            )
            #expect(verified.contains("Verified OK"))
        }
        _ = try openssl("rsa", "-in", path("pkcs8"), "-aes128", "-passout", "pass:x", "-out", path("encrypted"))
        _ = try openssl("genrsa", "-out", path("short"), "1024")
        _ = try openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path("curve"))
        for form in ["encrypted", "short", "curve", "public", "message"] {
            let text = try String(contentsOfFile: path(form), encoding: .utf8)
            #expect(throws: CryptographyError.self, "\(form)") { try RSAPrivateKey(pem: Secret(text)) }
        }
    }
}
