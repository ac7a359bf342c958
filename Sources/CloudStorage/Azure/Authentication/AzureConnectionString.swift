internal import Cryptography

/// A connection string, as the portal shows it: `name=value` pairs with `;` between them.
struct AzureConnectionString {
    private let values: [String: Secret]

    /// The account of the emulator, and its key, which is the same everywhere and no secret.
    private static let developmentAccount = "devstoreaccount1"
    private static let developmentKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

    /// Names that only connection strings have.
    private static let marks = ["accountkey", "sharedaccesssignature", "usedevelopmentstorage", "blobendpoint"]

    /// Parses a text; `nil` when it is no connection string.
    init?(_ text: String) {
        var values: [String: Secret] = [:]
        for pair in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
            let trimmed = pair.drop { $0 == " " }
            guard let sign = trimmed.firstIndex(of: "=") else { return nil }
            var value = trimmed[trimmed.index(after: sign)...]
            while value.last == " " { value.removeLast() }
            values[trimmed[..<sign].lowercased()] = Secret(value)
        }
        guard Self.marks.contains(where: { values[$0] != nil }) else { return nil }
        if values["usedevelopmentstorage"]?.text.lowercased() == "true" {
            let proxy = values["developmentstorageproxyuri"]?.text ?? "http://127.0.0.1"
            values = [
                "accountname": Secret(Self.developmentAccount), "accountkey": Secret(Self.developmentKey),
                "blobendpoint": Secret("\(proxy):10000/\(Self.developmentAccount)"),
            ]
        }
        self.values = values
    }

    /// The account's name.
    var account: String? { values["accountname"]?.text }

    /// The account's key in base64.
    var key: Secret? { values["accountkey"] }

    /// The shared access signature, without `?`.
    var signature: Secret? { values["sharedaccesssignature"] }

    /// The address of the account's blob service; `nil` when nothing tells it.
    var endpoint: String? {
        if let endpoint = values["blobendpoint"] { return endpoint.text }
        guard let account, AzureEndpoint.isAccount(account) else { return nil }
        let scheme = values["defaultendpointsprotocol"]?.text ?? "https"
        return "\(scheme)://\(account).blob.\(values["endpointsuffix"]?.text ?? AzureEndpoint.publicSuffix)"
    }
}
