import Checksums
import Foundation
import SampleStore
import ZeebeFormat

/// What a compact independent check finds in one partition backup of a store on disk.
struct BackupCheck {
    private(set) var problems: [String] = []
    private(set) var journal = JournalCheck()
    private(set) var database: DatabaseCheck?
    private(set) var leftOverBytes = 0
    private(set) var manifest: [String: Any] = [:]

    var descriptor: [String: Any] { manifest["descriptor"] as? [String: Any] ?? [:] }
    var state: String { manifest["statusCode"] as? String ?? "" }

    init(_ store: String, _ partition: Int32, _ checkpoint: Int64, _ member: String) throws {
        let place = "\(partition)/\(checkpoint)/\(member)"
        let parsed = try Files.json(Data(contentsOf: URL(filePath: "\(store)/manifests/\(place)/manifest.json")))
        manifest = parsed.object
        leftOverBytes = parsed.left
        let contents = "\(store)/contents/\(place)"
        checkSnapshot("\(contents)/snapshot")
        checkJournal("\(contents)/segments", partition: partition)
        problems += journal.problems
        checkDatabase("\(contents)/snapshot", partition: partition, checkpoint: checkpoint)
    }

    func names(_ set: String) -> [String] {
        let files = (manifest[set] as? [String: Any])?["files"] as? [[String: Any]] ?? []
        return files.compactMap { $0["name"] as? String }
    }

    var checkpointPosition: Int64 { (descriptor["checkpointPosition"] as? NSNumber)?.int64Value ?? 0 }

    private mutating func checkSnapshot(_ directory: String) {
        let names = names("snapshot")
        guard let id = descriptor["snapshotId"] as? String else {
            if !names.isEmpty { problems.append("snapshot files without id") }
            return
        }
        guard let list = read("\(directory)/\(id).checksum"), names.filter({ $0.hasSuffix(".checksum") }).count == 1,
            names.contains("\(id).checksum")
        else {
            problems.append("checksum file")
            return
        }
        if String(decoding: list, as: UTF8.self).contains("combinedValue") {
            problems.append("combined value after 8.5")
        }
        var expected: [String: UInt32] = [:]
        var idInput: [UInt8] = []
        for line in String(decoding: list, as: UTF8.self).split(separator: "\n") where !line.hasPrefix(";") {
            let parts = line.components(separatedBy: "   ")
            let value = UInt32(parts[1], radix: 16) ?? 0
            expected[parts[0]] = value
            idInput += Array(parts[0].utf8) + [0, UInt8(truncatingIfNeeded: value)]
        }
        if Set(expected.keys) != Set(names).subtracting(["\(id).checksum"]) {
            problems.append("names in the checksum file")
        }
        for (name, value) in expected {
            guard let content = read("\(directory)/\(name)") else {
                problems.append("\(name) missing")
                continue
            }
            if CRC32C.checksum(of: [UInt8](content).span.bytes) != value { problems.append("checksum of \(name)") }
        }
        let parts = id.split(separator: "-")
        guard parts.count >= 4 else {
            problems.append("snapshot id")
            return
        }
        if parts.count == 6, String(CRC32C.checksum(of: idInput.span.bytes), radix: 16) != parts[5] {
            problems.append("checksum in the snapshot id")
        }
        checkPositions(parts.map(String.init), read("\(directory)/zeebe.metadata"))
    }

    private mutating func checkPositions(_ id: [String], _ metadata: Data?) {
        guard let metadata, let object = try? JSONSerialization.jsonObject(with: metadata) as? [String: Any] else {
            problems.append("zeebe.metadata")
            return
        }
        func position(_ key: String) -> Int64? { (object[key] as? NSNumber)?.int64Value }
        if "\(position("processedPosition") ?? -1)" != id[2] || "\(position("exportedPosition") ?? -1)" != id[3] {
            problems.append("positions of zeebe.metadata")
        }
        if position("lastFollowupEventPosition") ?? .max >= checkpointPosition
            || position("maxExportedPosition") ?? 0 >= checkpointPosition
        {
            problems.append("snapshot too new")
        }
    }

    private mutating func checkDatabase(_ directory: String, partition: Int32, checkpoint: Int64) {
        guard let id = descriptor["snapshotId"] as? String else { return }
        var check = DatabaseCheck(directory, names: names("snapshot"))
        check.compare(
            DatabaseStateRules.Expectation(
                partitionID: partition,
                checkpointID: checkpoint,
                checkpointPosition: checkpointPosition,
                processedPosition: id.split(separator: "-").dropFirst(2).first.flatMap { Int64($0) },
                firstPosition: journal.records.first?.position,
                brokerVersion: descriptor["brokerVersion"] as? String ?? ""
            )
        )
        problems += check.problems
        database = check
    }

    private mutating func checkJournal(_ directory: String, partition: Int32) {
        guard state != "IN_PROGRESS" else { return }
        func number(_ name: String) -> Int { Int(name.split(separator: "-").last?.dropLast(4) ?? "") ?? 0 }
        let names = names("segments").sorted { number($0) < number($1) }
        if names.isEmpty { problems.append("no segments") }
        for name in names {
            guard let data = read("\(directory)/\(name)") else {
                problems.append("\(name) missing")
                continue
            }
            journal.read(data, named: name, partition: partition, checkpoint: checkpointPosition)
        }
        guard let command = journal.records.first(where: { $0.position == checkpointPosition }) else {
            problems.append("no checkpoint record")
            return
        }
        if command.type != 1 || command.valueType != 254 || command.intent != 0 { problems.append("checkpoint type") }
        if !command.isFirstOfEntry { problems.append("checkpoint merged") }
        checkId(in: command)
        let snapshotIndex =
            (descriptor["snapshotId"] as? String)?.split(separator: "-").first.flatMap { Int64($0) } ?? 0
        if journal.firstIndex ?? 0 > snapshotIndex + 1 { problems.append("journal starts after the snapshot") }
        if snapshotIndex >= command.entryIndex { problems.append("snapshot index behind the checkpoint") }
        if let first = (descriptor["firstLogPosition"] as? NSNumber)?.int64Value,
            first != journal.records.first?.position
        {
            problems.append("first log position")
        }
    }

    private mutating func checkId(in command: JournalCheck.Record) {
        let id = ((manifest["id"] as? [String: Any])?["checkpointId"] as? NSNumber)?.int64Value ?? 0
        let bytes = [UInt8](command.value)
        let sizes: [UInt8: Int] = [0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8]
        guard bytes.count > 5, Array(bytes[1...3]) == [0xA2, 0x69, 0x64] else {
            problems.append("checkpoint value")
            return
        }
        let size = sizes[bytes[4]] ?? 0
        let found = size == 0 ? Int64(bytes[4]) : bytes[5..<5 + size].reduce(0) { $0 << 8 | Int64($1) }
        if found != id { problems.append("checkpoint id") }
    }

    private func read(_ path: String) -> Data? {
        try? Data(contentsOf: URL(filePath: path))
    }
}
