internal import Cryptography
internal import SafeText

/// An HMAC key of Google Cloud Storage: a pair with which requests to its XML API are signed as those to S3 are.
public struct GoogleHMACKey: CredentialSource {
    private let credentials: AWSCredentials

    /// What the user knows the place as.
    public let name: String

    /// Reads a key from a file: access id and secret on a line each, or JSON with `accessId` and `secret`, as
    /// `gcloud storage hmac create --format json` prints it.
    ///
    /// - Throws: `CredentialFailure` when it is none; what is in the file is not repeated.
    public init(file: String) throws(CredentialFailure) {
        name = PrintableText.form(of: file)
        let bytes: [UInt8]
        do throws(SmallFile.Failure) {
            bytes = try SmallFile.read(file)
        } catch {
            throw CredentialFailure("cannot be read: \(error.message)")
        }
        guard let (accessID, secret) = Self.json(bytes) ?? Self.lines(bytes), Self.isHeaderText(accessID) else {
            throw CredentialFailure(
                "\(name) is no HMAC key: expected access id and secret on a line each, or JSON with both"
            )
        }
        credentials = AWSCredentials(accessKeyID: accessID, secretAccessKey: Secret(secret))
    }

    private static func json(_ bytes: [UInt8]) -> (accessID: String, secret: String)? {
        guard let document = try? JSONDocument(bytes), let secret = document["secret"]?.text,
            let accessID = document["accessId"]?.text ?? document["metadata"]?["accessId"]?.text
        else { return nil }
        return (accessID, secret)
    }

    private static func lines(_ bytes: [UInt8]) -> (accessID: String, secret: String)? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(whereSeparator: \.isWhitespace)
        return lines.count == 2 ? (String(lines[0]), String(lines[1])) : nil
    }

    private static func isHeaderText(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") }
    }

    /// The key.
    public func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> { .credentials(credentials) }
}
