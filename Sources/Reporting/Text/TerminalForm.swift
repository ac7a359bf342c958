/// How text for people is laid out.
public struct TerminalForm: Sendable, Equatable {
    /// Columns of the terminal; messages are wrapped to them, tables and names are not cut.
    public var width: Int
    /// Whether ANSI colours are used.
    public var isColoured: Bool

    /// The narrowest width that text is wrapped to.
    static let minimumWidth = 40

    /// Creates a form.
    public init(width: Int = 80, isColoured: Bool = false) {
        self.width = max(width, Self.minimumWidth)
        self.isColoured = isColoured
    }

    /// What a colour means.
    enum Ink: String {
        case error = "1;31"
        case warning = "33"
        case info = "36"
        case good = "32"
        case faint = "2"
    }

    /// Returns the text in a colour where colours are used.
    func paint(_ text: String, _ ink: Ink?) -> String {
        guard isColoured, let ink, !text.isEmpty else { return text }
        return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
    }

    /// Returns the lines of a text, broken between words.
    ///
    /// A word that is longer than a line stays whole, so that it can be copied.
    ///
    /// - Parameters:
    ///   - first: What the first line begins with.
    ///   - ink: The colour of that beginning.
    ///   - indentation: Number of blanks that the other lines begin with.
    func wrapped(_ text: String, first: String = "", ink: Ink? = nil, indentation: Int = 0) -> [String] {
        var lines: [String] = []
        var line = paint(first, ink)
        var column = TextWidth.columns(of: first)
        var isAtStart = true
        for word in text.split(separator: " ") {
            let length = TextWidth.columns(of: word)
            if !isAtStart, column + 1 + length > width {
                lines.append(line)
                line = String(repeating: " ", count: indentation)
                column = indentation
                isAtStart = true
            }
            if !isAtStart {
                line += " "
                column += 1
            }
            line += word
            column += length
            isAtStart = false
        }
        lines.append(line)
        return lines
    }
}
