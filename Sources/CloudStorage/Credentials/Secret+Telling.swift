internal import Cryptography

extension Secret {
    /// So many bytes of a secret that stand somewhere else are no chance.
    private static let tellingByteCount = 12

    /// Whether a text tells a part of the secret: so many of its bytes in a row, or all of a short one.
    func isTold(by text: String) -> Bool {
        let text = Array(text.utf8)
        let length = min(Self.tellingByteCount, bytes.count)
        guard length > 0, text.count >= length else { return false }
        let pieces = Set((0...text.count - length).map { text[$0..<$0 + length] })
        return (0...bytes.count - length).contains { pieces.contains(bytes[$0..<$0 + length]) }
    }
}
