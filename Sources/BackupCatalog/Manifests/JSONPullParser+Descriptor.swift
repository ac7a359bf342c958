internal import BackupModel
internal import SafeText
internal import ZeebeFormat

/// The object `descriptor` of a manifest, which all dialects share (store-layout §4, §5).
extension JSONPullParser {
    /// Reads the object; `nil` for `null`.
    @_lifetime(self: copy self)
    mutating func readDescriptorOrNull(
        _ unknown: inout UnknownProperties
    ) throws(FormatError) -> BackupDescriptor? {
        guard try beginObjectOrNull() else { return nil }
        let start = tokenOffset
        var snapshotID: String?
        var firstLogPosition: Int64?
        var checkpointPosition: Int64?
        var numberOfPartitions: Int32?
        var brokerVersion: String?
        var checkpointTimestamp: Timestamp?
        var checkpointType: CheckpointType?
        while let key = try nextKey() {
            if equals(key, "snapshotId") {
                snapshotID = try readStringOrNull()
            } else if equals(key, "firstLogPosition") {
                firstLogPosition = try readIntegerOrNull()
            } else if equals(key, "checkpointPosition") {
                checkpointPosition = try readIntegerOrNull()
            } else if equals(key, "numberOfPartitions") {
                numberOfPartitions = try readInt32OrNull()
            } else if equals(key, "brokerVersion") {
                brokerVersion = try readStringOrNull()
            } else if equals(key, "checkpointTimestamp") {
                checkpointTimestamp = try readTimestampOrNull()
            } else if equals(key, "checkpointType") {
                checkpointType = try readCheckpointTypeOrNull()
            } else {
                try unknown.skip(&self, key, in: "descriptor")
            }
        }
        guard let checkpointPosition else { throw .missingProperty("descriptor.checkpointPosition", at: start) }
        guard let numberOfPartitions else { throw .missingProperty("descriptor.numberOfPartitions", at: start) }
        guard let brokerVersion else { throw .missingProperty("descriptor.brokerVersion", at: start) }
        return BackupDescriptor(
            snapshotID: snapshotID,
            firstLogPosition: firstLogPosition,
            checkpointPosition: checkpointPosition,
            numberOfPartitions: numberOfPartitions,
            brokerVersion: brokerVersion,
            checkpointTimestamp: checkpointTimestamp,
            checkpointType: checkpointType
        )
    }

    /// Reads the name of a checkpoint's type; `nil` for `null`.
    @_lifetime(self: copy self)
    mutating func readCheckpointTypeOrNull() throws(FormatError) -> CheckpointType? {
        guard let text = try readStringOrNull() else { return nil }
        guard let type = CheckpointType(rawValue: text) else {
            throw FormatError("checkpointType \(PrintableText.form(of: text)) is not known", at: tokenOffset)
        }
        return type
    }
}

extension FormatError {
    /// Says that a property that Zeebe requires is not there.
    static func missingProperty(_ property: String, at offset: Int) -> FormatError {
        FormatError("the property \(property) is missing", at: offset)
    }
}
