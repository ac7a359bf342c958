/// The text `failureReason` of a manifest: a sentence, or a whole Java stack trace.
enum FailureReason {
    /// The longest that is kept, in bytes; a stack trace has some KiB.
    static let maximumByteCount = 64 * 1024

    /// Returns what of a text is kept.
    static func shortened(_ text: String) -> String {
        guard text.utf8.count > maximumByteCount else { return text }
        return String(text.unicodeScalars.prefix(maximumByteCount / 4)) + "…"
    }
}
