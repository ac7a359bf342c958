internal import ZeebeFormat

/// Reads single fields of record values.
enum ValueFields {
    /// The key of the process instance that a value belongs to; `nil` when it names none.
    static func processInstanceKey(of value: RawSpan) -> Int64? {
        var reader = MessagePackReader(value)
        do throws(FormatError) {
            for _ in 0..<(try reader.readMap()) {
                let key = try reader.readText()
                if reader.equals(key, "processInstanceKey") { return try reader.readInt64() }
                try reader.skipValue()
            }
        } catch {
            return nil
        }
        return nil
    }
}
