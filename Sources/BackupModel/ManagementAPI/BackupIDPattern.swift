/// Which backups a list call asks for (store-layout §11.1).
public enum BackupIDPattern: Hashable, Sendable, CustomStringConvertible {
    /// All of them.
    case any
    /// The one with this id.
    case exact(Int64)
    /// Those whose ids, as decimal text, begin with these digits.
    case prefix(String)

    /// Parses nothing, `*`, digits, or digits followed by `*`; `nil` for anything else, as for an id beyond 64 bits.
    public init?(_ text: some StringProtocol) {
        if text.isEmpty || text == "*" {
            self = .any
        } else if text.hasSuffix("*") {
            let digits = text.dropLast()
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            self = .prefix(String(digits))
        } else {
            guard let id = Int64(canonical: text) else { return nil }
            self = .exact(id)
        }
    }

    /// Whether the backup with this id is asked for.
    public func matches(_ id: Int64) -> Bool {
        switch self {
        case .any: true
        case .exact(let wanted): id == wanted
        case .prefix(let digits): String(id).utf8.starts(with: digits.utf8)
        }
    }

    /// The pattern as the user writes it.
    public var description: String {
        switch self {
        case .any: "*"
        case .exact(let id): String(id)
        case .prefix(let digits): "\(digits)*"
        }
    }
}
