internal import ZeebeFormat

/// Moments in the one form that HTTP/1.1 has left: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Parses a date; `nil` when it is in another form. The day of the week is not looked at.
    static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT" || parts[5] == "UTC",
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let monthText = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        let day = parts[1].utf8.count == 1 ? "0\(parts[1])" : String(parts[1])
        return try? Timestamp(iso8601: "\(parts[3])-\(monthText)-\(day)T\(parts[4])Z")
    }
}
