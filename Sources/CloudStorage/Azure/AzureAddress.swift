/// What `azure://container/base/path` names.
///
/// Zeebe's Azure store always writes at the root of its container (store-layout §3.2); a base path is for copies that
/// were put elsewhere.
public struct AzureAddress: Equatable, Sendable {
    /// The container.
    public let container: String

    /// What all blob names begin with: empty, or it ends with `/`.
    public let base: String

    /// Parses what stands behind `azure://`. Slashes at the end of the base path are left out.
    ///
    /// - Returns: `nil` when there is no container, its name holds what no container's name may, or the base path holds an
    ///   empty part.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        guard Self.isContainer(bytes[..<end]) else { return nil }
        guard let base = BasePath.prefix(bytes[end...].dropFirst()) else { return nil }
        container = String(decoding: bytes[..<end], as: UTF8.self)
        self.base = base
    }

    /// Small letters, digits and single hyphens, 3 to 63 of them; or one of the service's own containers, as `$root`.
    private static func isContainer(_ name: some Collection<UInt8>) -> Bool {
        let isSpecial = name.first == UInt8(ascii: "$")
        let letters = isSpecial ? name.dropFirst() : name[...]
        return (3...63).contains(name.count)
            && letters.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "-"): !isSpecial
                default: false
                }
            }
    }
}
