/// Returns bytes as base64 with padding (RFC 4648 §4), in which binary data stands in JSON.
public func base64(_ bytes: RawSpan) -> String {
    let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    let count = bytes.byteCount
    // Four characters for every three bytes begun; no span is so long that this overflows.
    return unsafe String(unsafeUninitializedCapacity: (count + 2) / 3 * 4) { text in
        var written = 0
        var offset = 0
        while offset < count {
            let group = min(3, count - offset)
            var bits: UInt32 = 0
            for place in 0..<3 {
                bits =
                    bits << 8
                    | (place < group ? UInt32(bytes.littleEndian(UInt8.self, uncheckedAt: offset + place)) : 0)
            }
            for place in 0..<4 {
                let digit = Int(bits >> UInt32(18 - 6 * place) & 0x3F)
                unsafe text[written] = place <= group ? alphabet.utf8Start[digit] : UInt8(ascii: "=")
                written += 1
            }
            offset += group
        }
        return written
    }
}
