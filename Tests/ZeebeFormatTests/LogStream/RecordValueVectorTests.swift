import Testing
import ZeebeFormat

/// The values of the vectors' records as JSON, also those that real brokers of 8.1 to 8.8 wrote.
@Suite("Values of the vectors")
struct RecordValueVectorTests {
    private static func json(_ bytes: [UInt8]) -> Result<String, FormatError> {
        decode(bytes) { (span) throws(FormatError) in
            let json = try MessagePackJSON(span)
            var writer = JSONWriter()
            json.write(to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        stride(from: 0, to: hexadecimal.utf8.count, by: 2).compactMap { place in
            UInt8(hexadecimal.dropFirst(place).prefix(2), radix: 16)
        }
    }

    @Test("every value given in hexadecimal has JSON that says the same", arguments: JournalVectors.healthy)
    func given(_ name: String) throws {
        var count = 0
        for record in try JournalVectors.expected(name).records.flatMap({ $0.entries ?? [] }) {
            guard let hexadecimal = record.valueHex else { continue }
            let bytes = Self.bytes(hexadecimal)
            let text = try Self.json(bytes).get()
            #expect(try tokens(text).get().tokens == reference(bytes), "\(name) \(record.position)")
            count += 1
        }
        #expect(count > 0)
    }

    @Test("every value in the files has JSON, and every record metadata in full", arguments: JournalVectors.healthy)
    func files(_ name: String) throws {
        var rejections = 0
        for (file, bytes) in try JournalVectors.segments(name) {
            let target = SegmentScanTarget(checkpointPosition: .max)
            let visitor = JournalProof.scan(bytes, target: target, visitor: ValueVisitor()).visitor
            #expect(visitor.problems.isEmpty, "\(name)/\(file): \(visitor.problems)")
            rejections += visitor.rejections.count
            for rejection in visitor.rejections { #expect(!rejection.reason.isEmpty, "\(rejection)") }
        }
        if name.contains("real") { print("\(name): \(rejections) rejections") }
    }

    @Test("the command of the checkpoint in partition B")
    func checkpoint() throws {
        guard JournalVectors.root != nil else { return }
        let record = try JournalVectors.expected("partition-b-8.8-style").records.flatMap { $0.entries ?? [] }
            .first { $0.position == 507 }
        let text = try Self.json(Self.bytes(try #require(record?.valueHex))).get()
        #expect(text == #"{"id":1790000000000,"position":-1}"# || text.hasPrefix(#"{"id":"#), "\(text)")
    }

    /// The tokens that JSON of the value must have, told from the MessagePack tokens by recursion.
    private func reference(_ bytes: [UInt8]) throws -> [String] {
        try decode(bytes) { (span) throws(FormatError) in
            var reader = MessagePackReader(span)
            var tokens: [String] = []
            try append(&reader, to: &tokens)
            return tokens
        }.get()
    }

    private func append(_ reader: inout MessagePackReader, to tokens: inout [String]) throws(FormatError) {
        guard let token = try reader.nextToken() else { return }
        switch token {
        case .map(let count):
            tokens.append("{")
            for _ in 0..<count {
                let key = try reader.readString()
                tokens.append("\(key):")
                try append(&reader, to: &tokens)
            }
            tokens.append("}")
        case .array(let count):
            tokens.append("[")
            for _ in 0..<count { try append(&reader, to: &tokens) }
            tokens.append("]")
        case .null: tokens.append("null")
        case .boolean(let value): tokens.append("\(value)")
        case .integer(let value): tokens.append("\(value)")
        case .unsignedInteger(let value): tokens.append("\(value)")
        case .float(let value): tokens.append("\(value)")
        case .string(let range):
            tokens.append(
                "\"\(reader.bytes.extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) })\""
            )
        case .binary(let range):
            tokens.append("\"\(base64(reader.bytes.extracting(range)))\"")
        case .extension: tokens.append("?")
        }
    }
}

/// Decodes every record of a file in full.
private struct ValueVisitor: JournalEntryVisitor {
    var problems: [String] = []
    var rejections: [(type: String, reason: String)] = []

    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
        switch entry.content {
        case .application(let lowest, _, _, _): visitRecords(data, lowest: lowest, index: index, at: offset)
        case .configuration:
            do {
                let configuration = try RaftConfiguration(data)
                if configuration.members.isEmpty || configuration.members.contains(where: { $0.type == nil }) {
                    problems.append("\(index): \(configuration)")
                }
            } catch {
                problems.append("\(index): \(error)")
            }
        default: break
        }
    }

    private mutating func visitRecords(_ data: RawSpan, lowest: Int64, index: Int64, at offset: Int64) {
        var reader = LogEntryReader(data, lowestPosition: lowest, at: offset, index: index)
        do {
            while let header = try reader.next() {
                let bytes = data.extracting(header.metadata)
                let metadata = try RecordMetadata.decode(bytes, at: offset, index: index)
                if let rejection = metadata.rejection {
                    let reason = bytes.extracting(metadata.variableFields.rejectionReason)
                    rejections.append(
                        (rejection.description, reason.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                    )
                }
                let json = try MessagePackJSON(data.extracting(header.value))
                var writer = JSONWriter()
                json.write(to: &writer)
                if case .failure(let error) = tokens(writer.bytes) {
                    problems.append("\(header.position): \(error)")
                }
            }
        } catch {
            problems.append("\(index): \(error)")
        }
    }
}
