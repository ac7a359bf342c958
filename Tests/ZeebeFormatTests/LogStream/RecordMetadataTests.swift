import Testing
import ZeebeFormat

/// Record metadata in full, of every schema version and of those to come (partition-data §6).
@Suite("RecordMetadata")
struct RecordMetadataTests {
    /// Metadata with every field set to something that can be told from the others.
    private func bytes(_ version: UInt16, blockLength: Int, fields: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(header: UInt16(blockLength), 200, 0, version)
        bytes.append(2)
        bytes.append(little: 7 as Int32)
        bytes.append(little: 8 as UInt64)
        bytes.append(little: version)
        bytes += [0, 1]
        if version <= 3 { bytes.append(1) }
        for part in [8, 9, 2] as [Int32] { bytes.append(little: part) }
        if version > 3 {
            bytes.append(little: 3 as UInt16)
            bytes.append(1)
        }
        bytes.append(little: 4711 as UInt64)
        bytes.append(little: 4712 as UInt64)
        bytes.append(2)
        bytes += [UInt8](repeating: 9, count: 16)
        bytes.removeSubrange((8 + blockLength)...)
        for field in fields {
            bytes.append(little: UInt32(field.utf8.count))
            bytes += Array(field.utf8)
        }
        return bytes
    }

    private func metadata(_ bytes: [UInt8]) throws -> RecordMetadata {
        try RecordMetadata.decode(bytes.span.bytes, at: 0, index: 1)
    }

    private func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }

    static let forms: [(version: UInt16, blockLength: Int, fields: Int)] = [
        (3, 30, 1), (4, 32, 2), (5, 40, 2), (6, 48, 2), (7, 48, 3), (8, 48, 3), (9, 48, 3), (10, 49, 4), (11, 57, 5),
    ]

    @Test("every field is read where the schema has it", arguments: forms)
    func fields(version: UInt16, blockLength: Int, fields: Int) throws {
        let texts = ["no such job", "auth", "agent", "tool", "later"]
        let bytes = bytes(version, blockLength: blockLength, fields: Array(texts[..<fields]))
        let metadata = try metadata(bytes)
        #expect(metadata.schemaVersion == version && metadata.protocolVersion == version)
        #expect(metadata.recordType == .commandRejection && metadata.valueType.description == "JOB")
        #expect(metadata.intent.description == "COMPLETE" && metadata.brokerVersion.description == "8.9.2")
        #expect(metadata.requestStreamID == 7 && metadata.requestID == 8)
        #expect(metadata.rejection?.description == "NOT_FOUND")
        #expect(metadata.recordVersion == (version > 3 ? 3 : nil))
        #expect(metadata.operationReference == (version >= 5 ? 4711 : nil))
        #expect(metadata.batchOperationReference == (version >= 6 ? 4712 : nil))
        #expect(metadata.requestChannel?.description == (version >= 10 ? "REST" : nil))
        #expect(metadata.isUnsupported == (version > 10))
        let variable = metadata.variableFields
        #expect(text(bytes, variable.rejectionReason) == "no such job")
        #expect(text(bytes, variable.authorization) == (version >= 4 ? "auth" : ""))
        #expect(text(bytes, variable.agent) == (version >= 7 ? "agent" : ""))
        #expect(text(bytes, variable.requestToolName) == (version >= 10 ? "tool" : ""))
    }

    @Test("what is not set is nil", arguments: [3, 4, 5, 6, 7, 8, 9, 10, 11] as [UInt16])
    func unset(version: UInt16) throws {
        var builder = MetadataBuilder()
        builder.version = version
        let metadata = try metadata(builder.bytes)
        #expect(metadata.rejection == nil && metadata.recordVersion == nil && metadata.requestID == nil)
        #expect(metadata.operationReference == nil && metadata.batchOperationReference == nil)
        #expect(metadata.requestChannel == nil && metadata.requestStreamID == nil)
        #expect(metadata.variableFields.rejectionReason.isEmpty && metadata.variableFields.agent.isEmpty)
    }

    @Test(
        "fields of schemas whose form is uncertain are read as far as they fit",
        arguments: [7, 8, 9, 11] as [UInt16]
    )
    func cut(version: UInt16) throws {
        let whole = bytes(version, blockLength: version > 10 ? 57 : 48, fields: ["reason", "auth", "agent"])
        let blockEnd = version > 10 ? 65 : 56
        for end in blockEnd...whole.count {
            let metadata = try metadata(Array(whole[..<end]))
            for field in [metadata.variableFields.rejectionReason, metadata.variableFields.agent] {
                #expect((0...end).contains(field.lowerBound) && (0...end).contains(field.upperBound))
            }
        }
        var huge = whole
        huge.set(little: UInt32.max, at: blockEnd)
        let fields = try metadata(huge).variableFields
        #expect(fields.rejectionReason.isEmpty && fields.authorization.isEmpty && fields.agent.isEmpty)
    }

    @Test("names of rejections and channels; numbers to come keep their numbers")
    func names() {
        let rejections = (0...8).map { RejectionType(rawValue: $0).description }
        #expect(
            rejections == [
                "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS", "INVALID_STATE", "PROCESSING_ERROR",
                "EXCEEDED_BATCH_RECORD_SIZE", "UNAUTHORIZED", "FORBIDDEN", "8",
            ]
        )
    }

    @Test("value types and intents are found by their names")
    func lookUp() {
        #expect(ValueType(name: "JOB")?.rawValue == 0 && ValueType(name: "CHECKPOINT") == .checkpoint)
        #expect(ValueType(name: "job") == nil && ValueType(name: "5") == nil)
        #expect(Intent.named("PUBLISHED") == [Intent(valueType: ValueType(rawValue: 10), rawValue: 1)])
        #expect(
            Intent.named("CREATED").count > 10 && Intent.named("CREATED").allSatisfy { $0.description == "CREATED" }
        )
        #expect(Intent.named("NOTHING").isEmpty)
    }
}
