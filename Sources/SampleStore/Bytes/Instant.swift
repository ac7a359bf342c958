/// A point in time as Zeebe's JSON mapper writes it.
///
/// ISO-8601 in UTC with `Z` and a fraction of 0, 3, 6 or 9 digits, as Java's `Instant` prints it (store-layout §4.2).
struct Instant: Sendable, Hashable {
    /// Milliseconds since 1970 UTC.
    var milliseconds: Int64

    /// Nanoseconds within the millisecond, below 1,000,000.
    var nanoseconds: Int32 = 0

    /// The text.
    var text: String {
        let seconds = milliseconds / 1000
        let date = Self.civilDate(daysSince1970: seconds / 86_400)
        let secondOfDay = seconds % 86_400
        let fraction = Int64(nanoseconds) + milliseconds % 1000 * 1_000_000
        var text = "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
        text += "\(Self.padded(secondOfDay / 3600, 2)):\(Self.padded(secondOfDay / 60 % 60, 2))"
        text += ":\(Self.padded(secondOfDay % 60, 2))"
        if fraction % 1_000_000_000 == 0 {
        } else if fraction % 1_000_000 == 0 {
            text += ".\(Self.padded(fraction / 1_000_000, 3))"
        } else if fraction % 1000 == 0 {
            text += ".\(Self.padded(fraction / 1000, 6))"
        } else {
            text += ".\(Self.padded(fraction, 9))"
        }
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The date of a day number, after Howard Hinnant's `civil_from_days`, for days from 1970 on.
    private static func civilDate(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }
}
