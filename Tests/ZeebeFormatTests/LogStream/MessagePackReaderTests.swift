import Testing
import ZeebeFormat

@Suite("MessagePackReader")
struct MessagePackReaderTests {
    private func tokens(
        _ bytes: [UInt8],
        maximumValues: Int = MessagePackReader.defaultMaximumValues
    ) -> Result<[MessagePackToken], FormatError> {
        decode(bytes) { (span) throws(FormatError) in
            var reader = MessagePackReader(span, maximumValues: maximumValues)
            var tokens: [MessagePackToken] = []
            while let token = try reader.nextToken() { tokens.append(token) }
            return tokens
        }
    }

    static let scalars: [([UInt8], MessagePackToken)] = [
        ([0x00], .integer(0)), ([0x7F], .integer(127)), ([0xE0], .integer(-32)), ([0xFF], .integer(-1)),
        ([0xC0], .null),
        ([0xC2], .boolean(false)), ([0xC3], .boolean(true)), ([0xCC, 0xFF], .integer(255)),
        ([0xCD, 0x01, 0x02], .integer(258)),
        ([0xCE, 0xFF, 0xFF, 0xFF, 0xFF], .integer(4_294_967_295)),
        ([0xCF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .integer(Int64.max)),
        ([0xCF, 0x80, 0, 0, 0, 0, 0, 0, 0], .unsignedInteger(1 << 63)), ([0xCF, 0, 0, 0, 0, 0, 0, 0, 5], .integer(5)),
        ([0xD0, 0x80], .integer(-128)), ([0xD1, 0x80, 0], .integer(-32768)),
        ([0xD2, 0x80, 0, 0, 0], .integer(Int64(Int32.min))),
        ([0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], .integer(Int64.min)), ([0xCA, 0x3F, 0xC0, 0, 0], .float(1.5)),
        ([0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], .float(1.5)), ([0xA0], .string(1..<1)),
        ([0xA2, 0x61, 0x62], .string(1..<3)),
        ([0xD9, 1, 0x61], .string(2..<3)), ([0xDA, 0, 1, 0x61], .string(3..<4)),
        ([0xDB, 0, 0, 0, 1, 0x61], .string(5..<6)),
        ([0xC4, 1, 0], .binary(2..<3)), ([0xC5, 0, 1, 0], .binary(3..<4)), ([0xC6, 0, 0, 0, 1, 0], .binary(5..<6)),
        ([0xC7, 2, 0xFF, 1, 2], .extension(type: -1, 3..<5)), ([0xC8, 0, 1, 5, 9], .extension(type: 5, 4..<5)),
        ([0xC9, 0, 0, 0, 0, 5], .extension(type: 5, 6..<6)), ([0xD4, 1, 9], .extension(type: 1, 2..<3)),
        ([0xD5, 1, 9, 9], .extension(type: 1, 2..<4)),
        ([0xD6, 1] + [UInt8](repeating: 0, count: 4), .extension(type: 1, 2..<6)),
        ([0xD7, 1] + [UInt8](repeating: 0, count: 8), .extension(type: 1, 2..<10)),
        ([0xD8, 1] + [UInt8](repeating: 0, count: 16), .extension(type: 1, 2..<18)), ([0x90], .array(count: 0)),
        ([0xDC, 0, 0], .array(count: 0)), ([0xDD, 0, 0, 0, 0], .array(count: 0)), ([0x80], .map(count: 0)),
        ([0xDE, 0, 0], .map(count: 0)), ([0xDF, 0, 0, 0, 0], .map(count: 0)),
    ]

    @Test("every form of a value is read, and refused when it is cut short", arguments: scalars)
    func forms(bytes: [UInt8], expected: MessagePackToken) {
        #expect(tokens(bytes).value == [expected])
        #expect(tokens(bytes + [0xC1]).value == [expected])
        for length in 0..<bytes.count { #expect(tokens(Array(bytes[..<length])).error != nil) }
    }

    @Test("containers end by their counts")
    func containers() {
        // {"a": [1, {}], 2: [[]]}
        let bytes: [UInt8] = [0x82, 0xA1, 0x61, 0x92, 0x01, 0x80, 0x02, 0x91, 0x90]
        let expected: [MessagePackToken] = [
            .map(count: 2), .string(2..<3), .array(count: 2), .integer(1), .map(count: 0), .integer(2),
            .array(count: 1),
            .array(count: 0),
        ]
        #expect(tokens(bytes).value == expected)
        for length in 0..<bytes.count { #expect(tokens(Array(bytes[..<length])).error != nil) }
    }

    @Test("the byte that begins no value is refused")
    func neverUsed() {
        #expect(tokens([0xC1]).error?.offset == 0)
        #expect(tokens([0x91, 0xC1]).error?.offset == 1)
    }

    @Test(
        "a count or length beyond the bytes left is refused at once",
        arguments: [
            ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF], 0), ([0xDF, 0xFF, 0xFF, 0xFF, 0xFF], 0), ([0xDC, 0, 3, 1, 2], 0),
            ([0x82, 1, 2, 3], 0), ([0xDE, 0x80, 0, 1], 0), ([0x91, 0x92, 1], 1),
            ([0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 0], 5),
            ([0xC6, 0x80, 0, 0, 0], 5), ([0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 0], 6),
        ] as [([UInt8], Int)]
    )
    func hostileCounts(bytes: [UInt8], offset: Int) {
        #expect(tokens(bytes).error?.offset == offset)
    }

    @Test("depth and number of values are bounded")
    func bounds() {
        #expect(tokens([UInt8](repeating: 0x91, count: 64) + [0]).value?.count == 65)
        #expect(tokens([UInt8](repeating: 0x91, count: 65) + [0]).error?.offset == 64)
        #expect(tokens([UInt8](repeating: 0x81, count: 100_000)).error != nil)
        #expect(tokens([0x93, 1, 2, 3], maximumValues: 4).value?.count == 4)
        #expect(tokens([0x93, 1, 2, 3], maximumValues: 3).error?.offset == 3)
    }

    @Test("a skipped value leaves the reader at the next one")
    func skipping() {
        // [[1, {"a": [2]}], 3, "x"]
        let bytes: [UInt8] = [0x93, 0x92, 0x01, 0x81, 0xA1, 0x61, 0x91, 0x02, 0x03, 0xA1, 0x78]
        let result = decode(bytes) { (span) throws(FormatError) in
            var reader = MessagePackReader(span)
            _ = try reader.nextToken()
            try reader.skipValue()
            let number = try reader.readInt64()
            try reader.skipValue()
            return number == 3 && reader.isComplete && reader.offset == bytes.count
        }
        #expect(result.value == true)
        let beyond = decode([0x90]) { (span) throws(FormatError) in
            var reader = MessagePackReader(span)
            try reader.skipValue()
            try reader.skipValue()
        }
        #expect(beyond.error != nil)
    }

    @Test(
        "a string that is no UTF-8 is refused where it is decoded",
        arguments: [[0xFF], [0xC3], [0x61, 0xED, 0xA0, 0x80]] as [[UInt8]]
    )
    func invalidUTF8(text: [UInt8]) {
        let bytes = [0x92, 0xA0 | UInt8(text.count)] + text + [0xA2, 0xA9, 0xA9]
        let result = decode(bytes) { (span) throws(FormatError) in
            var reader = MessagePackReader(span)
            _ = try reader.nextToken()
            return try reader.readString()
        }
        #expect(result.error?.reason == "invalid UTF-8")
    }

    @Test("a sequence of UTF-8 does not reach into the value behind its string")
    func tornSequenceAtEnd() {
        let result = decode([0x92, 0xA1, 0xC3, 0xA9] as [UInt8]) { (span) throws(FormatError) in
            var reader = MessagePackReader(span)
            _ = try reader.nextToken()
            return try reader.readString()
        }
        #expect(result.error?.offset == 2)
    }
}
