/// Bytes that must not be printed: keys, passwords, tokens.
///
/// Neither interpolation nor reflection nor a debugger's `dump` shows them; who needs them asks for ``bytes`` or ``text``.
public struct Secret: Hashable, Sendable {
    /// The bytes themselves.
    public let bytes: [UInt8]

    /// Creates a secret of bytes.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Creates a secret of the UTF-8 bytes of a text.
    public init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    /// The bytes as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { bytes.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder.
    public var description: String { "(secret)" }

    /// A placeholder.
    public var debugDescription: String { description }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
