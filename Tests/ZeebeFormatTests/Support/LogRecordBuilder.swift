/// Bytes of one log record inside an application entry, framed (partition-data §5 and §6).
struct LogRecordBuilder {
    var position: Int64
    var sourcePosition: Int64 = -1
    var key: Int64 = -1
    var timestamp: Int64 = 1_700_000_000_000
    var metadata = MetadataBuilder()
    /// MessagePack; an empty map unless told otherwise.
    var value: [UInt8] = [0x80]
    /// Bytes 4 to 11 of the frame header: zero but for 8.1, whose dispatcher fills them.
    var dispatcher: UInt64 = 0
    /// The log entry's own version: 1, or what older releases left there.
    var version: UInt16 = 1
    var flags: UInt8 = 0
    /// Upper half of the metadata length where only the lower one is written.
    var lengthGarbage: UInt16?
    /// Changes the framed record before it is padded.
    var edit: ByteEdit = { _ in }

    var bytes: [UInt8] {
        let metadata = metadata.bytes
        var bytes: [UInt8] = []
        bytes.append(little: Int32(52 + metadata.count + value.count))
        bytes.append(little: dispatcher)
        bytes.append(little: version)
        bytes += [flags, 0]
        for field in [position, sourcePosition, key, timestamp] { bytes.append(little: field) }
        bytes.append(little: Int32(metadata.count))
        if let lengthGarbage { bytes.set(little: lengthGarbage, at: bytes.count - 2) }
        bytes += metadata + value
        edit(&bytes)
        return bytes + [UInt8](repeating: 0, count: -bytes.count & 7)
    }

    /// The value of a checkpoint record.
    static func checkpointValue(id: Int64, position: Int64? = -1) -> [UInt8] {
        var bytes: [UInt8] = [position == nil ? 0x81 : 0x82, 0xA2] + Array("id".utf8) + [0xCF]
        bytes += [UInt8](little: id.byteSwapped)
        if let position { bytes += [0xA8] + Array("position".utf8) + [0xD3] + [UInt8](little: position.byteSwapped) }
        return bytes
    }
}

/// Bytes of the metadata of one log record, in the form of any schema version from 3 on (partition-data §6).
struct MetadataBuilder {
    var version: UInt16 = 6
    var recordType: UInt8 = 0
    var valueType: UInt8 = 5
    var intent: UInt8 = 2
    var rejectionType: UInt8 = 255
    var brokerVersion: (Int32, Int32, Int32) = (8, 8, 3)
    var rejectionReason = ""
    /// Changes the finished metadata.
    var edit: ByteEdit = { _ in }

    /// Metadata of the command that creates a checkpoint.
    static let checkpoint = MetadataBuilder(recordType: 1, valueType: 254, intent: 0)

    private var blockLength: Int {
        switch version {
        case ...3: 30
        case 4: 32
        case 5: 40
        case 6...9: 48
        case 10: 49
        default: 57
        }
    }

    private var variableFields: Int {
        switch version {
        case ...3: 1
        case 4...6: 2
        case 7...9: 3
        case 10: 4
        default: 5
        }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(header: UInt16(blockLength), 200, 0, version)
        bytes.append(recordType)
        bytes.append(little: Int32.min)
        bytes.append(little: UInt64.max)
        bytes.append(little: version)
        bytes += [valueType, intent]
        if version <= 3 { bytes.append(rejectionType) }
        for part in [brokerVersion.0, brokerVersion.1, brokerVersion.2] { bytes.append(little: part) }
        if version > 3 {
            bytes.append(little: UInt16.max)
            bytes.append(rejectionType)
        }
        bytes += [UInt8](repeating: 0xFF, count: 8 + blockLength - bytes.count)
        bytes.append(little: UInt32(rejectionReason.utf8.count))
        bytes += Array(rejectionReason.utf8)
        for _ in 1..<variableFields { bytes.append(little: UInt32(0)) }
        edit(&bytes)
        return bytes
    }
}

extension MetadataBuilder {
    init(recordType: UInt8, valueType: UInt8, intent: UInt8) {
        self.init()
        self.recordType = recordType
        self.valueType = valueType
        self.intent = intent
    }
}
