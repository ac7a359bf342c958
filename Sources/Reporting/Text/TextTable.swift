/// A table in plain text: a line of titles, then rows, in columns as wide as their widest cell.
struct TextTable {
    enum Alignment {
        case left
        case right
    }

    struct Column {
        var title: String
        var alignment: Alignment

        static func left(_ title: String) -> Column { Column(title: title, alignment: .left) }
        static func right(_ title: String) -> Column { Column(title: title, alignment: .right) }
    }

    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var ink: TerminalForm.Ink?

        init(_ text: String, _ ink: TerminalForm.Ink? = nil) {
            self.text = text
            self.ink = ink
        }

        init(stringLiteral text: String) {
            self.init(text)
        }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row with as many cells as there are columns.
    mutating func add(_ row: [Cell]) {
        rows.append(row)
    }

    /// The lines, without blanks at their ends.
    func lines(_ form: TerminalForm) -> [String] {
        var widths = columns.map { TextWidth.columns(of: $0.title) }
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], TextWidth.columns(of: cell.text))
            }
        }
        let titles = columns.map { Cell($0.title, .faint) }
        return ([titles] + rows).map { line($0, widths, form) }
    }

    private func line(_ row: [Cell], _ widths: [Int], _ form: TerminalForm) -> String {
        var line = ""
        var pending = 0
        for (column, cell) in row.enumerated() {
            let padding = widths[column] - TextWidth.columns(of: cell.text)
            if columns[column].alignment == .right { pending += padding }
            if !cell.text.isEmpty {
                line += String(repeating: " ", count: pending) + form.paint(cell.text, cell.ink)
                pending = 0
            }
            if columns[column].alignment == .left { pending += padding }
            pending += 2
        }
        return line
    }
}
