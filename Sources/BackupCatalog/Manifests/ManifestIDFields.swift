internal import ZeebeFormat

/// The object `id` of a manifest, of any dialect, with whatever of it is there.
struct ManifestIDFields {
    var nodeID: Int32?
    var zone: String?
    var partitionID: Int32?
    var checkpointID: Int64?

    /// Reads the object, or `null`.
    mutating func read(_ json: inout JSONPullParser, _ unknown: inout UnknownProperties) throws(FormatError) {
        guard try json.beginObjectOrNull() else { return }
        while let key = try json.nextKey() {
            if json.equals(key, "nodeId") {
                nodeID = try json.readInt32OrNull()
            } else if json.equals(key, "partitionId") {
                partitionID = try json.readInt32OrNull()
            } else if json.equals(key, "checkpointId") {
                checkpointID = try json.readIntegerOrNull()
            } else if json.equals(key, "zone") {
                zone = try json.readStringOrNull()
            } else {
                try unknown.skip(&json, key, in: "id")
            }
        }
    }
}
