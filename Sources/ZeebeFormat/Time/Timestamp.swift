/// A moment, as Zeebe writes it into manifests: seconds and nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The years 0000 to 9999 are supported. Java's `Instant` reaches further, but no backup does.
public struct Timestamp: Hashable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    public let seconds: Int64

    /// Nanoseconds after `seconds`, 0 to 999,999,999.
    public let nanoseconds: Int32

    /// 0000-01-01T00:00:00Z to the last second of the year 9999.
    internal static let supportedSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// Creates a moment; nil outside of the years 0000 to 9999, or when there is no such number of nanoseconds.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.supportedSeconds.contains(seconds), 0..<1_000_000_000 ~= nanoseconds else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Creates the moment that a number of milliseconds since 1970-01-01T00:00:00Z names; nil outside of the years 0000
    /// to 9999.
    public init?(millisecondsSinceEpoch milliseconds: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let borrow: Int64 = remainder < 0 ? 1 : 0
        self.init(seconds: quotient - borrow, nanoseconds: Int32((remainder + borrow * 1000) * 1_000_000))
    }
}

extension Timestamp: Comparable {
    /// Whether the first moment is before the second.
    public static func < (first: Timestamp, second: Timestamp) -> Bool {
        (first.seconds, first.nanoseconds) < (second.seconds, second.nanoseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// The moment in UTC, with 0, 3, 6 or 9 digits of fraction, as Jackson writes an `Instant` (store-layout §4.2).
    public var description: String {
        let (days, secondOfDay) = seconds.flooredQuotientAndRemainder(dividingBy: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        text += "T\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
        let fraction = Int64(nanoseconds)
        if fraction % 1_000 != 0 {
            text += ".\(padded(fraction, 9))"
        } else if fraction % 1_000_000 != 0 {
            text += ".\(padded(fraction / 1_000, 6))"
        } else if fraction != 0 {
            text += ".\(padded(fraction / 1_000_000, 3))"
        }
        return text + "Z"
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
    }
}

/// A day of the proleptic Gregorian calendar, which is Java's ISO calendar.
internal struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    /// The day that is `days` after 1970-01-01.
    ///
    /// Counts in years that begin on 1 March, so that the leap day is the last one, and in eras of 400 such years, which
    /// all have 146,097 days.
    init(daysSinceEpoch days: Int64) {
        let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The day of that date; nil when the month or the day does not exist.
    init?(year: Int64, month: Int64, day: Int64) {
        guard 1...12 ~= month, day >= 1, day <= Self.length(ofMonth: month, year: year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Days after 1970-01-01, the reverse of `init(daysSinceEpoch:)`.
    var daysSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.flooredQuotientAndRemainder(dividingBy: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// Divides so that the remainder is not negative; the divisor must be positive.
    fileprivate func flooredQuotientAndRemainder(dividingBy divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp {
    /// Milliseconds since 1970-01-01T00:00:00Z, rounded towards the past.
    public var millisecondsSinceEpoch: Int64 {
        // The supported years keep this far from overflow.
        seconds * 1000 + Int64(nanoseconds / 1_000_000)
    }
}
