internal import ZeebeFormat

extension Timestamp {
    /// To the minute, in UTC: `2026-04-27 09:00`.
    var minuteForm: String {
        "\(description.prefix(10)) \(description.dropFirst(11).prefix(5))"
    }

    /// To the second, in UTC: `2026-04-27 09:00:05`.
    var secondForm: String {
        "\(description.prefix(10)) \(description.dropFirst(11).prefix(8))"
    }

    /// With exactly three digits of fraction: `2026-04-27T09:00:05.000Z`.
    var millisecondForm: String {
        let fraction = String(nanoseconds / 1_000_000)
        return "\(description.prefix(19)).\(String(repeating: "0", count: 3 - fraction.utf8.count))\(fraction)Z"
    }

    /// With as many digits of fraction as it takes: `2026-04-27T09:04:10.2Z`.
    ///
    /// The management API writes an `OffsetDateTime` by ISO_OFFSET_DATE_TIME, which drops all trailing zeros; manifests
    /// hold an `Instant`, which keeps groups of three.
    var shortestForm: String {
        guard nanoseconds != 0 else { return description }
        var text = description.dropLast()
        while text.utf8.last == UInt8(ascii: "0") { text = text.dropLast() }
        return "\(text)Z"
    }

    /// Seconds from an earlier moment to this one; negative when it is later.
    func seconds(since start: Timestamp) -> Double {
        Double(seconds - start.seconds) + Double(nanoseconds - start.nanoseconds) / 1e9
    }
}
