/// The kinds of entries in a table (partition-data §9.8): what the low byte of an internal key's trailer says.
///
/// An open set: later releases of RocksDB may add others.
public struct EntryType: RawRepresentable, Equatable, Hashable, Sendable {
    /// The byte.
    public let rawValue: UInt8

    /// Creates a type from its byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The key is absent from here back.
    public static let deletion = EntryType(rawValue: 0)
    /// The key has this value.
    public static let value = EntryType(rawValue: 1)
    /// An operand for a merge operator; Zeebe has none.
    public static let merge = EntryType(rawValue: 2)
    /// The key is absent from here back; written for keys that were put once only.
    public static let singleDeletion = EntryType(rawValue: 7)
    /// All keys of a range are absent from here back.
    public static let rangeDeletion = EntryType(rawValue: 15)
    /// The value lies in a blob file; not used by Zeebe.
    public static let blobIndex = EntryType(rawValue: 17)

    /// Whether it makes the key absent.
    public var isDeletion: Bool { self == .deletion || self == .singleDeletion }
}

/// Sequence number and type of an entry: the last eight bytes of its internal key (partition-data §9.8).
public struct EntryVersion: Equatable, Hashable, Sendable, Comparable {
    /// The number as it is stored: sequence in the upper 56 bits, type in the lower 8.
    public let packed: UInt64

    /// The highest sequence number: 56 bits.
    public static let maximumSequence: UInt64 = (1 << 56) - 1

    /// Creates it from the stored number.
    public init(packed: UInt64) { self.packed = packed }

    /// Creates it from its parts; the sequence number has 56 bits.
    public init(sequence: UInt64, type: EntryType) {
        packed = sequence << 8 | UInt64(type.rawValue)
    }

    /// The sequence number: the higher one of two entries for a key is the newer one.
    public var sequence: UInt64 { packed >> 8 }

    /// What the entry is.
    public var type: EntryType { EntryType(rawValue: UInt8(truncatingIfNeeded: packed)) }

    /// Orders by age, the older first.
    public static func < (left: EntryVersion, right: EntryVersion) -> Bool { left.packed < right.packed }
}

/// An internal key: a user key with the version behind it.
public struct InternalKey: Equatable, Hashable, Sendable {
    /// The stored bytes, at least eight.
    public let bytes: [UInt8]

    /// Bytes of the version.
    static let versionByteCount = 8

    /// Creates a key from its stored bytes; `nil` when they are fewer than eight.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.versionByteCount else { return nil }
        self.bytes = bytes
    }

    /// The key of the entry without its version.
    public var userKey: ArraySlice<UInt8> { bytes.dropLast(Self.versionByteCount) }

    /// Its sequence number and type.
    public var version: EntryVersion {
        EntryVersion(packed: bytes.suffix(Self.versionByteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
}

extension InternalKey: Comparable {
    /// The order of entries in a table: user keys by their bytes, of equal ones the newer first.
    public static func < (left: InternalKey, right: InternalKey) -> Bool {
        if left.userKey.lexicographicallyPrecedes(right.userKey) { return true }
        return left.userKey == right.userKey && left.version > right.version
    }
}

extension InternalKey: CustomStringConvertible {
    /// User key in hexadecimal digits, at most 64 bytes of it, with sequence number and type.
    public var description: String {
        let digits = userKey.prefix(64).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        let ellipsis = userKey.count > 64 ? "…" : ""
        return "\(digits.joined())\(ellipsis) (sequence \(version.sequence), type \(version.type.rawValue))"
    }
}
