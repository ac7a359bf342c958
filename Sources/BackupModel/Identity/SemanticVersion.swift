/// A version of Zeebe by the rules of Semantic Versioning 2.0.0, as Zeebe itself parses `brokerVersion` (store-layout §3.3).
public struct SemanticVersion: Hashable, Sendable, CustomStringConvertible {
    /// First number.
    public let major: Int
    /// Second number.
    public let minor: Int
    /// Third number.
    public let patch: Int
    /// What follows the first dash, without it: `alpha3`.
    public let preRelease: String?

    /// Parses a version strictly; `nil` when it is not one ("development", "8.9").
    public init?(_ text: String) {
        let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        if withoutBuild.count == 2, !Self.areIdentifiers(withoutBuild[1], numbersAreCanonical: false) { return nil }
        let parts = withoutBuild[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !Self.areIdentifiers(parts[1], numbersAreCanonical: true) { return nil }
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, let major = Int(canonical: numbers[0]), let minor = Int(canonical: numbers[1]),
            let patch = Int(canonical: numbers[2])
        else { return nil }
        self.major = major
        self.minor = minor
        self.patch = patch
        self.preRelease = parts.count == 2 ? String(parts[1]) : nil
    }

    private static func areIdentifiers(_ text: Substring, numbersAreCanonical: Bool) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { identifier in
            let bytes = identifier.utf8
            let isNumber = !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }
            if isNumber, numbersAreCanonical { return bytes.first != 0x30 || bytes.count == 1 }
            return !bytes.isEmpty
                && bytes.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                        || $0 == UInt8(ascii: "-")
                }
        }
    }

    /// Whether the release is `major.minor` or later, whatever its patch.
    public func isAtLeast(_ major: Int, _ minor: Int) -> Bool {
        (self.major, self.minor) >= (major, minor)
    }

    /// The version as text, without build metadata.
    public var description: String {
        "\(major).\(minor).\(patch)" + (preRelease.map { "-\($0)" } ?? "")
    }
}
