/// The way by which a client's request came to the broker (partition-data §6; 8.10 and later).
///
/// One that this program does not know keeps its number and is never an error.
public struct RequestChannel: Hashable, Sendable, CustomStringConvertible {
    /// The number in the record metadata.
    public let rawValue: UInt8

    /// Creates a channel from its number in the metadata; `nil` for the one that stands for none.
    init?(encoded: UInt8) {
        guard encoded != UInt8.max else { return nil }
        rawValue = encoded
    }

    /// The channel's name, or its number where the name is not known.
    public var description: String {
        Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : String(rawValue)
    }

    private static let names = ["GRPC", "MCP", "REST", "INTERNAL"]
}
