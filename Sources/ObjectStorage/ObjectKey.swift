internal import SafeText

/// The name of an object, or of a directory of objects: path components joined by `/`, relative to the store's base.
///
/// A key has 1 to 4096 bytes; none of its components is empty, `.` or `..`, and none holds a NUL. So it cannot begin or
/// end with `/`, and it cannot name anything above the base. Everything else is allowed, as stores allow it; print the
/// ``description``, never the ``text``.
///
/// Keys are compared byte by byte: the two Unicode spellings of "é" are two keys, in a file system as in an object
/// store, though Swift takes the two strings for equal. The order is the one in which object stores list.
public struct ObjectKey: Sendable {
    /// The longest key, in bytes.
    public static let maximumByteCount = 4096

    /// The key itself.
    public let text: String

    /// Creates a key after checking its text.
    ///
    /// - Throws: ``StorageError/Code/invalidKey``, with the rule that is broken.
    public init(_ text: String) throws(StorageError) {
        if let broken = Self.rule(brokenBy: text) {
            throw StorageError(.invalidKey, .useAsKey, PrintableText.form(of: text), message: broken)
        }
        var text = text
        text.makeContiguousUTF8()
        self.text = text
    }

    /// Returns the key of what is called `component` in this directory. It may be several components joined by `/`.
    ///
    /// - Throws: ``StorageError/Code/invalidKey``, with the rule that is broken.
    public func appending(_ component: String) throws(StorageError) -> ObjectKey {
        try ObjectKey(text + "/" + component)
    }

    /// What follows the last `/`, or everything.
    public var lastComponent: Substring {
        text.utf8.lastIndex(of: UInt8(ascii: "/")).map { text[text.utf8.index(after: $0)...] } ?? text[...]
    }

    /// The components from the base down.
    public var components: [Substring] {
        text.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    private static func rule(brokenBy text: String) -> String? {
        let bytes = text.utf8
        if bytes.isEmpty { return "a key is not empty" }
        if bytes.count > maximumByteCount {
            return "a key has at most \(maximumByteCount) bytes, this one has \(bytes.count)"
        }
        if bytes.contains(0) { return "a key holds no NUL" }
        for component in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if component.isEmpty { return "a key has no empty component" }
            if component.count <= 2, component.allSatisfy({ $0 == UInt8(ascii: ".") }) {
                return #"a key has no component "." or "..""#
            }
        }
        return nil
    }
}

extension ObjectKey: Hashable {
    /// Whether the two are the same bytes.
    public static func == (left: ObjectKey, right: ObjectKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if isDone == nil {
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}

extension ObjectKey: Comparable {
    /// Whether the bytes of the left come before those of the right.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension ObjectKey: CustomStringConvertible {
    /// The printable form; see ``PrintableText``.
    public var description: String {
        PrintableText.form(of: text)
    }
}
