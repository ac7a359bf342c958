internal import SafeText
internal import ZeebeFormat

/// The value of a log record, which is shown as JSON.
public struct RecordValue: Sendable, Equatable {
    private let bytes: [UInt8]

    /// Creates a value from MessagePack; what is none is shown as a problem.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Writes the members `value`, which is `null` where there is none, and `valueProblem`, which says why it is not
    /// readable.
    func write(to writer: inout JSONWriter) {
        writer.key("value")
        do throws(FormatError) {
            let json = try unsafe MessagePackJSON(bytes.span.bytes)
            json.write(to: &writer)
            writer.member("valueProblem", nil as String?)
        } catch {
            writer.null()
            writer.member("valueProblem", error.description)
        }
    }

    /// The value as one line for a terminal: JSON in which nothing is invisible, or what is wrong with it.
    var line: String {
        do throws(FormatError) {
            let json = try unsafe MessagePackJSON(bytes.span.bytes)
            var writer = JSONWriter()
            json.write(to: &writer)
            return Self.visible(String(decoding: writer.bytes, as: UTF8.self))
        } catch {
            return "value not readable: \(error)"
        }
    }

    /// Returns JSON text with what does not show as itself in JSON's own escapes; such a scalar is always inside a string.
    private static func visible(_ json: String) -> String {
        guard !json.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return json }
        var visible = ""
        for scalar in json.unicodeScalars {
            if PrintableText.isPrintable(scalar) {
                visible.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    visible += #"\u"# + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            }
        }
        return visible
    }
}
