/// Raft entries: what the data of a journal record is (partition-data §4).
struct RaftEntryWriter: Sendable {
    /// Version of the raft entry schema.
    let schemaVersion: UInt16

    /// Writes the entry with which a new leader begins its term.
    func putInitial(term: Int64, to sink: inout ByteSink) {
        putCommon(term: term, type: 2, to: &sink)
    }

    /// Writes a configuration with `members` active, outside joint consensus.
    func putConfiguration(term: Int64, timestamp: Int64, members: [SampleMember], to sink: inout ByteSink) {
        putCommon(term: term, type: 1, to: &sink)
        sink.putHeader(block: 8, template: 4, schema: 8, version: schemaVersion)
        sink.put(timestamp)
        sink.put(UInt16(9))
        sink.put(UInt8(members.count))
        for member in members {
            let id = member.description
            sink.put(UInt8(3))
            sink.put(timestamp)
            sink.put(UInt32(id.utf8.count))
            sink.put(id)
        }
        sink.put(UInt16(9))
        sink.put(UInt8(0))
    }

    /// Begins an application entry and returns the place for `endApplication`; the log records go to `sink` next.
    func beginApplication(term: Int64, lowestPosition: Int64, to sink: inout ByteSink) -> Int {
        putCommon(term: term, type: 0, to: &sink)
        sink.putHeader(block: 16, template: 2, schema: 8, version: schemaVersion)
        sink.put(lowestPosition)
        sink.put(Int64(0))
        sink.put(UInt32(0))
        return sink.offset
    }

    /// Ends the application entry whose log records begin at `start`.
    func endApplication(at start: Int, highestPosition: Int64, to sink: inout ByteSink) {
        sink.set(highestPosition, at: start - 12)
        sink.set(UInt32(sink.offset - start), at: start - 4)
    }

    private func putCommon(term: Int64, type: UInt8, to sink: inout ByteSink) {
        sink.putHeader(block: 9, template: 1, schema: 8, version: schemaVersion)
        sink.put(term)
        sink.put(type)
    }
}
