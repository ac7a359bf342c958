internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import SafeText
public import ZeebeFormat

/// What a place is, for people and for scripts.
public struct InspectReport: Sendable {
    /// Names of one kind that the text shows; JSON holds all.
    private static let shownCount = 10

    private let inspection: StoreInspection
    private let content: ContentReport?
    private let configuration: [ConfiguredProperty]?

    /// Creates the report of an inspection.
    ///
    /// - Parameters:
    ///   - content: What backups hold, where that was asked for.
    ///   - configuration: What of a broker's configuration led to the store, where that was given.
    public init(
        _ inspection: StoreInspection,
        content: ContentReport? = nil,
        configuration: [ConfiguredProperty]? = nil
    ) {
        self.inspection = inspection
        self.content = content
        self.configuration = configuration
    }

    // MARK: Text

    /// Returns the text, which ends with a line break.
    public func text(_ form: TerminalForm = TerminalForm()) -> String {
        var lines = facts.flatMap { name, value in
            let title = name + String(repeating: " ", count: max(12 - name.utf8.count, 1))
            return form.wrapped(value, first: title, ink: .faint, indentation: 12)
        }
        lines += partitionTable(form)
        if let content { lines += [""] + content.lines(form) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var facts: [(name: String, value: String)] {
        var facts = [("store", "\(inspection.location) (\(inspection.location.kind.rawValue))")]
        for (index, property) in (configuration ?? []).enumerated() {
            facts.append((index == 0 ? "configured" : "", "\(property.name) = \(property.value)  (\(property.origin))"))
        }
        guard inspection.copyCount > 0 || inspection.legacyManifestCount > 0 else {
            facts.append(("backups", "none: there is no manifest here"))
            return facts + remainders
        }
        facts.append(("layouts", inspection.layouts.map(\.rawValue).joined(separator: ", ")))
        facts.append(("dialects", inspection.dialects.map(\.rawValue).joined(separator: ", ")))
        facts.append(("backups", total(inspection.backupCount, backupStates)))
        facts.append(("copies", total(inspection.copyCount, copyStates)))
        if let ids = inspection.checkpointIDs { facts.append(("ids", "\(ids.first) to \(ids.last)")) }
        if let created = inspection.created {
            facts.append(("created", "\(created.first.secondForm) to \(created.last.secondForm) UTC"))
        }
        facts.append(("members", named(inspection.members)))
        facts.append(("written by", named(inspection.writerVersions)))
        return facts.filter { !$0.1.isEmpty } + remainders
    }

    private var remainders: [(name: String, value: String)] {
        var facts: [(String, String)] = []
        for area in inspection.areas ?? [] {
            let objects = HumanForm.count(area.objectCount, "object")
            facts.append((area.name, "\(HumanForm.bytes(area.byteCount)) in \(objects)"))
        }
        if inspection.unreadable.count > 0 { facts.append(("unreadable", listed(inspection.unreadable))) }
        if inspection.legacyManifestCount > 0 {
            let manifests = HumanForm.count(inspection.legacyManifestCount, "manifest")
            facts.append(("legacy S3", "\(manifests) at places of an S3 store before 8.9"))
        }
        if inspection.foreign.count > 0 { facts.append(("foreign", listed(inspection.foreign))) }
        if inspection.indexCount > 0 {
            facts.append(
                ("obsolete", "\(HumanForm.count(inspection.indexCount, "index", plural: "indexes")) of 8.9 alphas")
            )
        }
        return facts
    }

    private var backupStates: [(String, Int)] {
        (ClusterBackupState.reported + [.doesNotExist]).map { ($0.rawValue, inspection.backups[$0] ?? 0) }
    }

    private var copyStates: [(String, Int)] {
        BackupState.allCases.map { ($0.rawValue, inspection.copies[$0] ?? 0) }
            + [("unreadable", inspection.unreadable.count)]
    }

    private func total(_ count: Int, _ parts: [(name: String, count: Int)]) -> String {
        let present = parts.filter { $0.count > 0 }.map { "\(HumanForm.count($0.count)) \($0.name)" }
        return present.isEmpty
            ? HumanForm.count(count) : "\(HumanForm.count(count)): \(present.joined(separator: ", "))"
    }

    private func named(_ counts: [StoreInspection.Count]) -> String {
        let shown = counts.prefix(Self.shownCount).map {
            "\(PrintableText.form(of: $0.name)) (\(HumanForm.count($0.count)))"
        }
        return (shown + more(counts.count)).joined(separator: ", ")
    }

    /// Names that are printable already.
    private func listed(_ objects: NamedObjects) -> String {
        let shown = Array(objects.names.prefix(Self.shownCount))
        return "\(HumanForm.count(objects.count)): \((shown + more(objects.count)).joined(separator: ", "))"
    }

    private func more(_ count: Int) -> [String] {
        count > Self.shownCount ? ["… and \(HumanForm.count(count - Self.shownCount)) more"] : []
    }

    private func partitionTable(_ form: TerminalForm) -> [String] {
        guard !inspection.partitions.isEmpty else { return [] }
        var table = TextTable([
            .right("partition"), .right("copies"), .left("metadata (UTC)"), .right("checkpoints"), .right("ranges"),
            .right("markers"),
        ])
        for partition in inspection.partitions {
            var cells: [TextTable.Cell] = ["\(partition.id)", TextTable.Cell(HumanForm.count(partition.copyCount))]
            switch partition.metadata {
            case .readable(let metadata)?:
                cells += [
                    TextTable.Cell(metadata.lastUpdated.secondForm),
                    TextTable.Cell(HumanForm.count(metadata.checkpoints.count)),
                    TextTable.Cell(HumanForm.count(metadata.ranges.count)),
                ]
            case .unreadable?: cells += [TextTable.Cell("unreadable", .warning), "-", "-"]
            case nil: cells += ["-", "-", "-"]
            }
            cells.append(TextTable.Cell(partition.markerCount > 0 ? HumanForm.count(partition.markerCount) : "-"))
            table.add(cells)
        }
        return [""] + table.lines(form)
    }

    // MARK: JSON

    /// Returns one JSON object; counts that are not known are null.
    public func json(style: JSONWriter.Style = .pretty) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.object { writer in
            writer.member("schemaVersion", AuditJSON.schemaVersion)
            writer.key("store")
            writer.object { writer in
                writer.member("kind", inspection.location.kind.rawValue)
                writer.member("location", inspection.location.text)
                writer.member("layouts", texts: inspection.layouts.map(\.rawValue))
                writer.member("dialects", texts: inspection.dialects.map(\.rawValue))
            }
            writer.key("configuration")
            writeConfiguration(&writer)
            writer.member("backups", states: inspection.backups)
            writer.key("copies")
            writer.object { writer in
                for state in BackupState.allCases { writer.member(state.rawValue, inspection.copies[state] ?? 0) }
                writer.member("unreadable", inspection.unreadable.count)
            }
            writer.member("checkpointIds", inspection.checkpointIDs) { $0.value($1) }
            writer.member("created", inspection.created) { $0.value($1.description) }
            writer.member("members", "memberId", inspection.members)
            writer.member("writerVersions", "brokerVersion", inspection.writerVersions)
            writer.key("partitions")
            writer.array { writer in
                for partition in inspection.partitions { writer.object { $0.writePartition(partition) } }
            }
            writer.key("areas")
            writeAreas(&writer)
            writer.member("unreadable", inspection.unreadable)
            writer.member("foreign", inspection.foreign)
            writer.member("obsoleteIndexes", inspection.indexCount)
            writer.member("legacyManifests", inspection.legacyManifestCount)
            content?.write(to: &writer)
        }
        writer.endLine()
        return writer.bytes
    }

    private func writeConfiguration(_ writer: inout JSONWriter) {
        guard let configuration else { return writer.null() }
        writer.array { writer in
            for property in configuration {
                writer.object { writer in
                    writer.member("property", property.name)
                    writer.member("value", property.value)
                    writer.member("origin", property.origin)
                }
            }
        }
    }

    private func writeAreas(_ writer: inout JSONWriter) {
        guard let areas = inspection.areas else { return writer.null() }
        writer.array { writer in
            for area in areas {
                writer.object { writer in
                    writer.member("name", area.name)
                    writer.member("objects", area.objectCount)
                    writer.member("bytes", area.byteCount)
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member<Value>(
        _ name: String,
        _ span: StoreInspection.Span<Value>?,
        _ write: (inout JSONWriter, Value) -> Void
    ) {
        key(name)
        guard let span else { return null() }
        object { writer in
            writer.key("first")
            write(&writer, span.first)
            writer.key("last")
            write(&writer, span.last)
        }
    }

    fileprivate mutating func member(_ name: String, _ key: String, _ counts: [StoreInspection.Count]) {
        self.key(name)
        array { writer in
            for count in counts {
                writer.object { writer in
                    writer.member(key, count.name)
                    writer.member("copies", count.count)
                }
            }
        }
    }

    fileprivate mutating func member(_ name: String, _ objects: NamedObjects) {
        key(name)
        object { writer in
            writer.member("count", objects.count)
            writer.member("first", texts: objects.names)
        }
    }

    fileprivate mutating func writePartition(_ partition: StoreInspection.Partition) {
        member("partitionId", Int64(partition.id))
        member("copies", partition.copyCount)
        key("metadata")
        switch partition.metadata {
        case .readable(let metadata)?:
            object { writer in
                writer.member("lastUpdated", metadata.lastUpdated.description)
                writer.member("checkpoints", metadata.checkpoints.count)
                writer.member("ranges", metadata.ranges.count)
            }
        case .unreadable(let reason, _)?: object { $0.member("unreadable", reason) }
        case nil: null()
        }
        member("markers", partition.markerCount)
    }
}
