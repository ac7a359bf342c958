internal import ZeebeFormat

extension HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let monthNames = [
        "01": "Jan", "02": "Feb", "03": "Mar", "04": "Apr", "05": "May", "06": "Jun", "07": "Jul", "08": "Aug",
        "09": "Sep", "10": "Oct", "11": "Nov", "12": "Dec",
    ]

    /// Writes a moment, without its fraction of a second.
    static func text(_ moment: Timestamp) -> String {
        let whole = Timestamp(seconds: moment.seconds) ?? moment
        // 2015-06-26T23:39:12Z
        let parts = whole.description.dropLast().split { $0 == "-" || $0 == "T" }.map(String.init)
        let (quotient, remainder) = whole.seconds.quotientAndRemainder(dividingBy: 86_400)
        let day = ((quotient - (remainder < 0 ? 1 : 0)) % 7 + 7) % 7
        guard parts.count == 4, let month = monthNames[parts[1]] else { fatalError("\(whole) has no date and time") }
        return "\(days[Int(day)]), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }
}
