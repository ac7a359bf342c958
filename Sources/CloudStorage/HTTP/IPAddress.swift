internal import Glibc

/// An address of IPv4 or IPv6, so that addresses are compared by what they are and not by how they are written.
public struct IPAddress: Hashable, Sendable {
    /// Its bytes, most significant first: 4 of IPv4, 16 of IPv6.
    let bytes: [UInt8]

    /// What IPv6 calls an address of IPv4 (RFC 4291 §2.5.5.2) begins with this.
    private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Parses four decimal numbers with dots, or an address of IPv6 with or without brackets; `nil` for everything else.
    ///
    /// An address of IPv4 that is written as one of IPv6 is that of IPv4.
    public init?(_ text: some StringProtocol) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let inner = String(isBracketed ? text.dropFirst().dropLast() : text[...])
        if !isBracketed, let bytes = Self.parsed(inner, AF_INET, count: 4) {
            self.bytes = bytes
        } else if let bytes = Self.parsed(inner, AF_INET6, count: 16) {
            self.bytes = bytes.starts(with: Self.mappedPrefix) ? Array(bytes[12...]) : bytes
        } else {
            return nil
        }
    }

    private static func parsed(_ text: String, _ family: Int32, count: Int) -> [UInt8]? {
        // The system would read no further than a zero byte.
        guard !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        return unsafe inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }

    /// Whether it is this machine itself: 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
    }

    /// Whether it is an address that no router passes on: 169.254.0.0/16 or fe80::/10.
    public var isLinkLocal: Bool {
        bytes.count == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }
}

/// Addresses with the same first bits, as in `10.0.0.0/8` or `fd00::/8`.
public struct IPNetwork: Hashable, Sendable {
    private let address: IPAddress
    private let bitCount: Int

    /// Parses an address with the number of its bits that count (RFC 4632 §3.1); `nil` for everything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(parts[1]), (0...address.bytes.count * 8).contains(count)
        else { return nil }
        self.address = address
        bitCount = count
    }

    /// Whether an address is one of them.
    public func contains(_ other: IPAddress) -> Bool {
        guard other.bytes.count == address.bytes.count else { return false }
        return zip(other.bytes, address.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(bitCount - index * 8, 0), 8)
            return (pair.0 ^ pair.1) & ~UInt8(truncatingIfNeeded: 0xFF >> bits) == 0
        }
    }
}
