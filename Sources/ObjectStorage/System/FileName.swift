/// A file's name, or a path, as the system takes it: bytes, whatever their encoding, ended by a NUL.
struct FileName: Hashable, Sendable {
    /// The directory itself.
    static let current = FileName(unchecked: [UInt8(ascii: ".")])

    private let terminated: [UInt8]

    /// Creates a name; `nil` for bytes that hold a NUL, at which the system would take the name to end.
    init?(_ bytes: some Collection<UInt8>) {
        guard !bytes.contains(0) else { return nil }
        self.init(unchecked: bytes)
    }

    /// Creates a name from a component of a key, which cannot hold a NUL.
    init(component: Substring) {
        self.init(unchecked: component.utf8)
    }

    /// Creates the path of a directory from its key, which cannot hold a NUL either.
    init(path key: Substring) {
        self.init(unchecked: key.utf8)
    }

    private init(unchecked bytes: some Collection<UInt8>) {
        terminated = bytes + [0]
    }

    /// The bytes, without the NUL.
    var bytes: ArraySlice<UInt8> { terminated.dropLast() }

    /// Calls `body` with the name for the C library.
    func withPointer<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        unsafe terminated.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                // The array has at least the NUL, so it has an address.
                guard let start = characters.baseAddress else { return unsafe body("") }
                return unsafe body(start)
            }
        }
    }
}
