/// Percent-encoding as request signatures need it: every byte but the unreserved ones of RFC 3986 is encoded, with
/// upper-case digits.
public enum PercentEncoding {
    /// Encodes a component: a name or a value of a query, or one part of a path.
    public static func component(_ text: some StringProtocol) -> String {
        encoded(text.utf8) { isUnreserved($0) }
    }

    /// Encodes a path and leaves its slashes as they are.
    public static func path(_ text: some StringProtocol) -> String {
        encoded(text.utf8) { isUnreserved($0) || $0 == UInt8(ascii: "/") }
    }

    /// Encodes names and values of a query and joins them, in the order in which they are given.
    public static func query(_ items: [(name: String, value: String)]) -> String {
        items.map { "\(component($0.name))=\(component($0.value))" }.joined(separator: "&")
    }

    /// Decodes a text in which bytes may be percent-encoded. A `+` is a plus sign unless it is said to mean a blank.
    ///
    /// - Returns: The bytes; `nil` when a `%` has no two digits behind it.
    public static func decoded(_ text: some Sequence<UInt8>, plusIsBlank: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// Whether a byte stands for itself in every component.
    public static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func encoded(_ bytes: some Sequence<UInt8>, _ isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        for byte in bytes {
            if isKept(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(digits[Int(byte >> 4)])
                encoded.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
