internal import BackupModel
internal import ZeebeFormat

/// Says which property of a decoder some input breaks, and how.
public struct BrokenProperty: Error, Equatable, Sendable, CustomStringConvertible {
    /// The property and what was found instead.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Proves a property.
func require(_ condition: Bool, _ property: @autoclosure () -> String) throws(BrokenProperty) {
    guard condition else { throw BrokenProperty(property()) }
}

/// Proves that a message with text from a store cannot drive a terminal, and is short however long the input.
func requirePrintable(_ message: String) throws(BrokenProperty) {
    // Most messages are plain, and properties of scalars are slow to look up.
    for scalar in message.unicodeScalars where !(0x20..<0x7F).contains(scalar.value) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
            throw BrokenProperty("a message holds U+\(String(scalar.value, radix: 16)): \(message.debugDescription)")
        default: continue
        }
    }
    try require(message.utf8.count <= 8192, "a message has \(message.utf8.count) bytes")
}

/// Proves that an error points into what was decoded, and can be printed.
func require(_ error: FormatError, isInside byteCount: Int) throws(BrokenProperty) {
    try require((0...byteCount).contains(error.offset), "offset outside of \(byteCount) bytes: \(error)")
    try requirePrintable(error.reason)
}

/// Proves that a fault points into what was decoded, and can be printed.
func require(_ fault: JournalFault, isInside byteCount: Int, from base: Int64 = 0) throws(BrokenProperty) {
    try require(
        (base...(base + Int64(byteCount))).contains(fault.offset),
        "offset \(fault.offset) outside of \(byteCount) bytes from \(base): \(fault.detail)"
    )
    try requirePrintable(fault.detail)
}

/// Proves that a fault points into what was decoded, and can be printed.
func require(_ fault: RocksDBFault, isInside byteCount: Int) throws(BrokenProperty) {
    try require(fault.offset <= UInt64(byteCount), "offset outside of \(byteCount) bytes: \(fault)")
    try requirePrintable(fault.detail)
}

func requirePrintable(_ violations: [RuleViolation]) throws(BrokenProperty) {
    for violation in violations { try requirePrintable(violation.detail) }
}

func requirePrintable(_ findings: [Finding]) throws(BrokenProperty) {
    for finding in findings { try requirePrintable(finding.message) }
}
