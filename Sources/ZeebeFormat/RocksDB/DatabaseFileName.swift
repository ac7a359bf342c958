/// What a file of a database directory is, by its name (partition-data §8.2).
public enum DatabaseFileName: Equatable, Sendable {
    /// `CURRENT`
    case current
    /// `MANIFEST-nnnnnn`
    case manifest(UInt64)
    /// `OPTIONS-nnnnnn`
    case options(UInt64)
    /// `nnnnnn.sst`
    case table(UInt64)
    /// `nnnnnn.log`, a write-ahead log
    case log(UInt64)

    /// Recognises a name; `nil` for every other name.
    public init?(_ name: String) {
        func number(_ digits: Substring) -> UInt64? {
            guard digits.utf8.count >= 6, digits.utf8.allSatisfy({ $0.decimalDigitValue != nil }) else { return nil }
            return UInt64(digits)
        }
        if name == CurrentFile.fileName {
            self = .current
        } else if name.hasPrefix("MANIFEST-"), let number = number(name.dropFirst(9)) {
            self = .manifest(number)
        } else if name.hasPrefix("OPTIONS-"), let number = number(name.dropFirst(8)) {
            self = .options(number)
        } else if name.hasSuffix(".sst"), let number = number(name.dropLast(4)) {
            self = .table(number)
        } else if name.hasSuffix(".log"), let number = number(name.dropLast(4)) {
            self = .log(number)
        } else {
            return nil
        }
    }

    /// Returns the name of the table with a number: at least six digits.
    public static func table(numbered number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits + ".sst"
    }
}
