/// Says that bytes do not have the form that a format prescribes, and where.
///
/// A decoder throws it typed; the caller knows which object the bytes came from and adds the object's name.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, as a phrase without the offset: "expected a digit, found 0x41".
    public let reason: String

    /// Offset in bytes, from the start of what the decoder was given, of the first byte that does not fit.
    public let offset: Int

    /// Creates an error for the byte at `offset`.
    @inline(never)
    public init(_ reason: String, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The reason with its offset.
    public var description: String {
        "\(reason) (at byte \(offset))"
    }
}
