public import Verification

/// A run's progress on one line of a terminal.
public enum ProgressLine {
    private static let barWidths = 10...30

    /// Returns the line, without a line break and not longer than the terminal is wide.
    ///
    ///     42% [############------------------] 1.2 GiB of ~2.9 GiB  98.1 MB/s  ETA 17 s  12/30 copies
    ///
    /// What does not fit is left out, the bar first. The total is an estimate (`~`) until the files of all copies were
    /// listed: the average of those that were stands for the rest.
    ///
    /// - Parameters:
    ///   - counts: What was done.
    ///   - elapsed: Seconds since the start.
    ///   - bytesPerSecond: The current rate; where it is `nil`, the average since the start counts.
    ///   - width: Columns of the terminal.
    public static func text(
        _ counts: Progress.Counts,
        elapsed: Double,
        bytesPerSecond: Double? = nil,
        width: Int = 80
    ) -> String {
        guard counts.copiesPlanned > 0 else {
            return cut("listing: \(HumanForm.count(counts.objectsListed, "object"))", to: width)
        }
        let total = estimatedTotal(counts)
        let isDone = counts.copiesDone >= counts.copiesPlanned
        let rate = bytesPerSecond ?? (elapsed > 0 ? Double(counts.bytesDone) / elapsed : nil)
        var parts = [bytes(counts, total)]
        if let rate { parts.append(HumanForm.rate(bytesPerSecond: rate)) }
        if !isDone, let rate, rate > 0, total > 0 {
            let left = max(total - Double(counts.bytesDone), 0)
            parts.append("ETA \(HumanForm.duration(seconds: left / rate))")
        }
        parts.append("\(HumanForm.count(counts.copiesDone))/\(HumanForm.count(counts.copiesPlanned)) copies")

        let fraction = fraction(counts, total, isDone)
        let percent = Int(fraction * 100)
        let head = String(repeating: " ", count: percent < 10 ? 2 : percent < 100 ? 1 : 0) + "\(percent)%"
        // Two brackets and a blank at each side belong to the bar.
        let room = width - head.utf8.count - parts.joined(separator: "  ").utf8.count - 4
        if room >= barWidths.lowerBound {
            return "\(head) \(bar(fraction, min(room, barWidths.upperBound))) \(parts.joined(separator: "  "))"
        }
        while parts.count > 1, head.utf8.count + 1 + parts.joined(separator: "  ").utf8.count > width {
            parts.removeLast()
        }
        return cut("\(head) \(parts.joined(separator: "  "))", to: width)
    }

    /// Bytes of all copies, those not yet listed by the average of the listed ones.
    private static func estimatedTotal(_ counts: Progress.Counts) -> Double {
        guard counts.copiesStarted > 0 else { return 0 }
        let unlisted = max(counts.copiesPlanned - counts.copiesStarted, 0)
        return Double(counts.bytesPlanned) * (1 + Double(unlisted) / Double(counts.copiesStarted))
    }

    /// The part that is done; below 1 as long as a copy is not.
    private static func fraction(_ counts: Progress.Counts, _ total: Double, _ isDone: Bool) -> Double {
        if isDone { return 1 }
        let fraction =
            total > 0
            ? Double(counts.bytesDone) / total : Double(counts.copiesDone) / Double(counts.copiesPlanned)
        return min(max(fraction, 0), 0.99)
    }

    private static func bytes(_ counts: Progress.Counts, _ total: Double) -> String {
        guard total > 0 else { return HumanForm.bytes(counts.bytesDone) }
        let mark = counts.copiesStarted < counts.copiesPlanned ? "~" : ""
        let whole = HumanForm.bytes(Int64(exactly: total.rounded()) ?? .max)
        return "\(HumanForm.bytes(counts.bytesDone)) of \(mark)\(whole)"
    }

    private static func bar(_ fraction: Double, _ width: Int) -> String {
        let full = Int(fraction * Double(width))
        return "[\(String(repeating: "#", count: full))\(String(repeating: "-", count: width - full))]"
    }

    private static func cut(_ line: String, to width: Int) -> String {
        String(line.prefix(max(width, 0)))
    }
}
