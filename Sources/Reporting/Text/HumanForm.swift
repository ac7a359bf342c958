/// Numbers as people read them: bytes, rates, durations and counts.
public enum HumanForm {
    /// A number of bytes in binary units, with three significant digits: `512 B`, `1.5 GiB`.
    public static func bytes(_ count: Int64) -> String {
        (count < 0 ? "-" : "")
            + scaled(Double(count.magnitude), by: 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"])
    }

    /// A rate in decimal units, as disks and networks are sold: `98.1 MB/s`.
    public static func rate(bytesPerSecond: Double) -> String {
        guard bytesPerSecond.isFinite, bytesPerSecond >= 0 else { return "-" }
        return scaled(bytesPerSecond, by: 1000, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"])
    }

    /// A duration in its two largest units: `0.8 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`.
    public static func duration(seconds: Double) -> String {
        // A million years is no duration; it also keeps the conversion below from overflow.
        guard seconds.isFinite, 0..<3e13 ~= seconds else { return "-" }
        if seconds < 9.95 { return "\(tenths(seconds)) s" }
        let total = Int64(seconds.rounded())
        switch total {
        case ..<60: return "\(total) s"
        case ..<3600: return "\(total / 60) min \(total % 60) s"
        case ..<86_400: return "\(total / 3600) h \(total % 3600 / 60) min"
        default: return "\(total / 86_400) d \(total % 86_400 / 3600) h"
        }
    }

    /// A number with commas between its thousands: `1,234,567`.
    public static func count(_ number: some BinaryInteger) -> String {
        var digits = String(number.magnitude)
        var end = digits.endIndex
        while digits.distance(from: digits.startIndex, to: end) > 3 {
            end = digits.index(end, offsetBy: -3)
            digits.insert(",", at: end)
        }
        return (number < 0 ? "-" : "") + digits
    }

    /// A number of things: `1 error`, `2,000 errors`.
    public static func count(_ number: some BinaryInteger, _ noun: String, plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    private static func scaled(_ value: Double, by base: Double, _ units: [String]) -> String {
        var value = value
        var unit = 0
        // What would round up to the base belongs to the next unit.
        while value >= base - 0.5, unit < units.count - 1 {
            value /= base
            unit += 1
        }
        let isWhole = unit == 0 || value >= 99.95
        let number = isWhole ? String(UInt64(exactly: value.rounded()) ?? .max) : tenths(value)
        return "\(number) \(units[unit])"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
