/// Writing of integers in the order of the journal, for builders of test bytes.
extension [UInt8] {
    /// Appends an integer, least byte first.
    mutating func append<T: FixedWidthInteger>(little value: T) {
        append(contentsOf: Self(little: value))
    }

    /// Overwrites an integer at an offset.
    mutating func set<T: FixedWidthInteger>(little value: T, at offset: Int) {
        replaceSubrange(offset..<(offset + MemoryLayout<T>.size), with: Self(little: value))
    }

    /// The bytes of an integer, least byte first.
    init<T: FixedWidthInteger>(little value: T) {
        self = (0..<MemoryLayout<T>.size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    /// Reads an integer at an offset.
    func little<T: FixedWidthInteger>(_ type: T.Type = T.self, at offset: Int) -> T {
        (0..<MemoryLayout<T>.size).reversed().reduce(0) { $0 << 8 | T(truncatingIfNeeded: self[offset + $1]) }
    }

    /// Appends the header of an SBE message: `hdr(blockLength,template,schema,version)`.
    mutating func append(header blockLength: UInt16, _ template: UInt16, _ schema: UInt16, _ version: UInt16) {
        for field in [blockLength, template, schema, version] { append(little: field) }
    }
}

/// A change that a test makes to built bytes.
typealias ByteEdit = @Sendable (inout [UInt8]) -> Void
