/// Why a command was rejected (partition-data §6).
///
/// Releases append reasons: one that this program does not know keeps its number and is never an error.
public struct RejectionType: Hashable, Sendable, CustomStringConvertible {
    /// The number in the record metadata.
    public let rawValue: UInt8

    /// Creates a reason from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Zeebe's name of the reason, or its number where the name is not known.
    public var description: String {
        Int(rawValue) < Self.names.count ? Self.names[Int(rawValue)] : String(rawValue)
    }

    private static let names = [
        "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "INVALID_STATE", "PROCESSING_ERROR",
        "EXCEEDED_BATCH_RECORD_SIZE", "UNAUTHORIZED", "FORBIDDEN",
    ]
}

extension RecordMetadata {
    /// Why the command was rejected; `nil` when it was not.
    public var rejection: RejectionType? {
        rejectionType == UInt8.max ? nil : RejectionType(rawValue: rejectionType)
    }
}
