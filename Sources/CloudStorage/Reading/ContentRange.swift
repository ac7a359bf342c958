/// The header `Content-Range` (RFC 9110 §14.4): `bytes 0-9/100`, or `bytes */100` where no range was satisfied.
struct ContentRange: Equatable {
    /// The bytes of the object that follow; `nil` where none do.
    let bytes: Range<UInt64>?
    /// Size of the whole object.
    let size: UInt64

    /// Parses the header's value; `nil` when it is in another form, or the size is unknown.
    init?(_ text: String) {
        guard text.lowercased().hasPrefix("bytes "), let slash = text.firstIndex(of: "/"),
            let size = Self.number(text[text.index(after: slash)...])
        else { return nil }
        self.size = size
        let range = text[text.index(text.startIndex, offsetBy: 6)..<slash]
        if range == "*" {
            bytes = nil
            return
        }
        let ends = range.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]), first <= last,
            last < size
        else { return nil }
        bytes = first..<(last + 1)
    }

    private static func number(_ text: Substring) -> UInt64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt64(text)
    }
}
