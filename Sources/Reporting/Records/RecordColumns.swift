internal import ZeebeFormat

/// The columns of the table of log records and raft entries.
///
/// They have fixed widths, since rows are printed as they are read; what is wider than its column pushes the rest of its
/// row.
enum RecordColumns {
    /// Widths of the columns; a negative one is that of numbers, which are set to the right.
    private static let widths = [-10, -4, -12, -12, -19, 24, 17, 24, 24, 8, 0]

    /// The titles.
    static var titles: String {
        row([
            "index", "term", "position", "source", "key", "time (UTC)", "type", "value type", "intent", "version",
            "rejection",
        ])
    }

    /// A row of one cell for each column.
    static func row(_ cells: [String]) -> String {
        var row = ""
        for (cell, width) in zip(cells, widths) {
            let padding = String(repeating: " ", count: max(abs(width) - TextWidth.columns(of: cell), 0))
            row += width < 0 ? padding + cell : cell + padding
            row += "  "
        }
        let end = row.utf8.lastIndex { $0 != UInt8(ascii: " ") }
        return String(end.map { row[...$0] } ?? "")
    }

    /// A number, or a dash where it stands for none.
    static func orDash(_ number: Int64) -> String {
        number == -1 ? "-" : String(number)
    }

    /// A time in milliseconds since 1970 UTC, or a dash when it is beyond the calendar.
    static func time(_ timestamp: Int64) -> String {
        Timestamp(millisecondsSinceEpoch: timestamp)?.millisecondForm ?? "-"
    }
}
