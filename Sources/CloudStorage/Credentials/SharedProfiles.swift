internal import SafeText

/// The profiles of the files `~/.aws/config` and `~/.aws/credentials`.
struct SharedProfiles: Sendable {
    /// Settings by profile, both files together; what the credentials file says goes first.
    private(set) var profiles: [String: [String: String]] = [:]

    /// The files that were looked at, printable, with what was wrong where they could not be read.
    private(set) var accounts: [String] = []

    /// Reads the two files, as far as they are there.
    init(_ environment: ProcessEnvironment) {
        let configuration =
            environment["AWS_CONFIG_FILE"].map(environment.expanded) ?? environment.inHome(".aws/config")
        let credentials =
            environment["AWS_SHARED_CREDENTIALS_FILE"].map(environment.expanded)
            ?? environment.inHome(".aws/credentials")
        if let configuration { read(configuration, isConfiguration: true) }
        if let credentials { read(credentials, isConfiguration: false) }
        if accounts.isEmpty { accounts.append("HOME is not set") }
    }

    /// Reads one file in the form of the credentials file.
    init(credentialsFile path: String) throws(CredentialFailure) {
        do throws(SmallFile.Failure) {
            parse(try SmallFile.read(path), isConfiguration: false)
        } catch {
            throw CredentialFailure("cannot read \(error.message)")
        }
        accounts.append(PrintableText.form(of: path))
    }

    private mutating func read(_ path: String, isConfiguration: Bool) {
        do throws(SmallFile.Failure) {
            parse(try SmallFile.read(path), isConfiguration: isConfiguration)
            accounts.append(PrintableText.form(of: path))
        } catch {
            accounts.append(error.isAbsent ? "\(PrintableText.form(of: path)) does not exist" : error.message)
        }
    }

    /// Parses sections of `name = value`. Lines that are indented belong to the setting before, and none of those is
    /// needed here. What has no value is not set.
    private mutating func parse(_ bytes: [UInt8], isConfiguration: Bool) {
        var profile: String?
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            if line.first == "[" {
                profile = line.firstIndex(of: "]").flatMap {
                    Self.profile(line[line.index(after: line.startIndex)..<$0], isConfiguration: isConfiguration)
                }
                if let profile, profiles[profile] == nil { profiles[profile] = [:] }
                continue
            }
            guard let profile, let first = line.first, !first.isWhitespace, first != "#", first != ";",
                let sign = line.firstIndex(of: "=")
            else { continue }
            let name = Self.trimmed(line[..<sign]).lowercased()
            let value = Self.value(line[line.index(after: sign)...])
            if !value.isEmpty { profiles[profile]?[name] = value }
        }
    }

    /// The profile that a section is; `nil` for sections of another kind.
    private static func profile(_ section: Substring, isConfiguration: Bool) -> String? {
        let section = trimmed(section)
        guard isConfiguration else { return section }
        if section == "default" { return section }
        guard section.hasPrefix("profile"), section.dropFirst(7).first?.isWhitespace == true else { return nil }
        return trimmed(section.dropFirst(7)).trimming("\"")
    }

    /// A value without a comment behind it.
    private static func value(_ text: Substring) -> String {
        var end = text.endIndex
        for sign in [" #", " ;", "\t#", "\t;"] {
            if let comment = text.firstRange(of: sign)?.lowerBound { end = min(end, comment) }
        }
        return trimmed(text[..<end])
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = Substring(text).drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension String {
    fileprivate func trimming(_ quote: Character) -> String {
        guard count >= 2, first == quote, last == quote else { return self }
        return String(dropFirst().dropLast())
    }
}
