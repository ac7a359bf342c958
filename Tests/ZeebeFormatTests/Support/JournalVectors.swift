import Foundation
import ZeebeFormat

/// The expected content of a vector's segments, as the vectors' README describes it.
struct ExpectedJournal: Decodable {
    struct Facts: Decodable {
        let checkpointId: Int64
        let brokerVersion: String
        let checkpointPosition: Int64
        let snapshotId: String?
        let partitionId: Int32
    }

    struct Descriptor: Decodable {
        let version: UInt8
        let schemaVersion: UInt16
        let id: Int64
        let index: Int64
        let maxSegmentSize: Int32
        let lastIndex: Int64
        let lastPosition: Int64
        let length: Int
        let checksum: String
    }

    struct Segment: Decodable {
        let file: String
        let size: Int
        let state: String
        let descriptor: Descriptor?
        let records: Int64?
        let endOffset: Int64?
    }

    struct LogRecord: Decodable, Equatable {
        let position: Int64
        let sourcePosition: Int64
        let key: Int64
        let timestamp: Int64
        let recordType: String
        let valueType: UInt8
        let intent: UInt8
        let brokerVersion: String
        let protocolVersion: UInt16
        let skipProcessing: Bool
        let valueLength: Int
        let valueHex: String?
        let requestId: Int64
        let requestStreamId: Int32
        let rejectionType: UInt8?
    }

    struct Record: Decodable, Equatable {
        let file: String
        let offset: Int64
        let index: Int64
        let asqn: Int64
        let checksum: String
        let term: Int64
        let type: String
        let lowestPosition: Int64?
        let highestPosition: Int64?
        let entries: [LogRecord]?
    }

    let facts: Facts?
    let checkpointPosition: Int64?
    let checkpointIndex: Int64?
    let highestPosition: Int64?
    let segments: [Segment]
    let records: [Record]
}

/// The vectors beside the specification that hold journal segments.
enum JournalVectors {
    static let root = SharedData.directories("spec/vectors").first

    /// Directories of a list that are there.
    private static func present(_ names: [String]) -> [String] {
        root == nil ? [] : names
    }

    /// Healthy ones, each with its `expected.json`.
    static let healthy = present(
        [
            "partition-a-8.1-style", "partition-b-8.8-style", "partition-c-8.10-style",
            "segments-8.1-merged-checkpoint", "segments-exact-fit",
        ] + (1...8).map { "segments-real/v8.\($0)" }
    )

    static func expected(_ name: String) throws -> ExpectedJournal {
        try JSONDecoder().decode(ExpectedJournal.self, from: data("\(name)/expected.json"))
    }

    static func data(_ path: String) throws -> Data {
        guard let root else { throw CocoaError(.fileNoSuchFile) }
        return try Data(contentsOf: root.appending(path: path))
    }

    /// The segment files of a vector by name.
    static func segments(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
        guard let root else { return [] }
        var directory = root.appending(path: name)
        if FileManager.default.fileExists(atPath: directory.appending(path: "segments").path()) {
            directory = directory.appending(path: "segments")
        }
        return try FileManager.default.contentsOfDirectory(atPath: directory.path())
            .filter { $0.hasSuffix(".log") }.sorted()
            .map { ($0, Array(try Data(contentsOf: directory.appending(path: $0)))) }
    }
}

/// Collects what a scan shows, in the form of a vector's expected records.
struct RecordCollector: JournalEntryVisitor {
    let file: String
    /// The file, for the fields of the record that an entry does not show.
    let bytes: [UInt8]
    private(set) var records: [ExpectedJournal.Record] = []

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
        var positions: (lowest: Int64, highest: Int64)?
        var (type, start) = ("", Int(offset) - 49)
        switch entry.content {
        case .application(let lowest, let highest, let dataOffset, _):
            (type, start) = ("APPLICATION", start - dataOffset)
            positions = (lowest, highest)
        case .configuration: type = "CONFIGURATION"
        case .initial: type = "INITIAL"
        case .unknown: type = "?"
        }
        records.append(
            ExpectedJournal.Record(
                file: file,
                offset: Int64(start),
                index: index,
                asqn: bytes.little(at: start + 37),
                checksum: Self.hexadecimal(bytes.little(UInt32.self, at: start + 9)),
                term: entry.term,
                type: type,
                lowestPosition: positions?.lowest,
                highestPosition: positions?.highest,
                entries: positions.map { logRecords(data, lowest: $0.lowest, index: index, at: offset) }
            )
        )
    }

    private func logRecords(
        _ data: RawSpan,
        lowest: Int64,
        index: Int64,
        at offset: Int64
    ) -> [ExpectedJournal.LogRecord] {
        var reader = LogEntryReader(data, lowestPosition: lowest, at: offset, index: index)
        var records: [ExpectedJournal.LogRecord] = []
        while let header = try? reader.next() {
            guard
                let metadata = try? RecordMetadata.decode(
                    data.extracting(header.metadata),
                    at: offset + Int64(header.metadata.lowerBound),
                    index: index
                )
            else { break }
            records.append(
                ExpectedJournal.LogRecord(
                    position: header.position,
                    sourcePosition: header.sourcePosition,
                    key: header.key,
                    timestamp: header.timestamp,
                    recordType: metadata.recordType?.name ?? "?",
                    valueType: metadata.valueType.rawValue,
                    intent: metadata.intent.rawValue,
                    brokerVersion: metadata.brokerVersion.description,
                    protocolVersion: metadata.protocolVersion,
                    skipProcessing: header.skipsProcessing,
                    valueLength: header.value.count,
                    valueHex: Self.hexadecimal(data.extracting(header.value)),
                    requestId: metadata.requestID.map { Int64(bitPattern: $0) } ?? -1,
                    requestStreamId: metadata.requestStreamID ?? Int32.min,
                    rejectionType: metadata.rejectionType == 255 ? nil : metadata.rejectionType
                )
            )
        }
        return records
    }

    static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func hexadecimal(_ bytes: RawSpan) -> String {
        bytes.withUnsafeBytes { bytes in
            bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }
}

extension [ExpectedJournal.Record] {
    /// The records without the values of those log records for which `other` does not give them.
    func withValues(as other: [ExpectedJournal.Record]) -> [ExpectedJournal.Record] {
        let known = Set(other.flatMap { $0.entries ?? [] }.filter { $0.valueHex != nil }.map(\.position))
        return map { record in record.withoutValues { !known.contains($0.position) } }
    }
}

extension ExpectedJournal.Record {
    fileprivate func withoutValues(where isUnwanted: (ExpectedJournal.LogRecord) -> Bool) -> Self {
        Self(
            file: file,
            offset: offset,
            index: index,
            asqn: asqn,
            checksum: checksum,
            term: term,
            type: type,
            lowestPosition: lowestPosition,
            highestPosition: highestPosition,
            entries: entries?.map { isUnwanted($0) ? $0.withoutValue : $0 }
        )
    }
}

extension ExpectedJournal.LogRecord {
    fileprivate var withoutValue: Self {
        Self(
            position: position,
            sourcePosition: sourcePosition,
            key: key,
            timestamp: timestamp,
            recordType: recordType,
            valueType: valueType,
            intent: intent,
            brokerVersion: brokerVersion,
            protocolVersion: protocolVersion,
            skipProcessing: skipProcessing,
            valueLength: valueLength,
            valueHex: nil,
            requestId: requestId,
            requestStreamId: requestStreamId,
            rejectionType: rejectionType
        )
    }
}
