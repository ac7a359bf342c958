internal import BackupModel
internal import Verification
internal import ZeebeFormat

/// The numbers of a content preview as tables: of one backup by partition, of two beside each other, of more below each
/// other.
struct ContentTables {
    let backups: [BackupContent]
    let form: TerminalForm

    /// A column of a comparison: what one backup has of a partition or of the cluster.
    private struct Figures {
        var counts: ContentCounts?
        /// Numbers by kind; empty where they are not known.
        var kinds: [ContentKind: Int] = [:]
        /// What stands in the place of the total where there are no counts.
        var placeholder: TextTable.Cell

        /// The figures of a partition; of none where a backup does not have it.
        init(_ partition: PartitionContent?) {
            counts = partition?.counts
            placeholder = partition?.outcome.placeholder ?? "-"
            for kind in ContentKind.allCases { kinds[kind] = counts?.count(of: kind) }
        }

        /// The figures of the cluster.
        init(of backup: BackupContent) {
            counts = backup.total
            placeholder = "-"
            for kind in ContentKind.allCases { kinds[kind] = backup.count(of: kind) }
        }

        func cell(_ number: (Figures) -> Int?) -> TextTable.Cell {
            number(self).map { TextTable.Cell(HumanForm.count($0)) } ?? "-"
        }
    }

    /// The numbers of a row in front of the total.
    private static var numbers: [(Figures) -> Int?] {
        ContentKind.allCases.map { kind in { $0.kinds[kind] } } + [{ $0.counts?.remainder }]
    }

    /// All tables, each behind an empty line.
    var lines: [String] {
        switch backups.count {
        case 0: []
        case 1: [""] + partitionTable(backups[0])
        case 2: sections.flatMap { [""] + comparison($0.title, $0.figures) }
        default: sections.flatMap { [""] + history($0.title, $0.figures) }
        }
    }

    /// The cluster, where a backup was counted as a whole, and every partition; with figures of each backup.
    private var sections: [(title: String, figures: [Figures])] {
        var sections: [(String, [Figures])] = []
        if backups.contains(where: { $0.partitionCount > 1 && $0.total != nil }) {
            sections.append(("cluster", backups.map { Figures(of: $0) }))
        }
        for id in Set(backups.flatMap { $0.partitions.map(\.partitionID) }).sorted() {
            sections.append(
                ("partition \(id)", backups.map { backup in Figures(backup.partitions.first { $0.partitionID == id }) })
            )
        }
        return sections
    }

    // MARK: Two backups

    private func comparison(_ title: String, _ figures: [Figures]) -> [String] {
        var table = TextTable(
            [.left(title)] + backups.map { .right(String($0.checkpointID)) } + [.right("change"), .right("")]
        )
        func add(_ name: String, isTotal: Bool = false, _ number: (Figures) -> Int?) {
            var row = [TextTable.Cell(name)]
            for one in figures { row.append(isTotal && one.counts == nil ? one.placeholder : one.cell(number)) }
            let numbers = figures.compactMap(number)
            if numbers.count == 2 {
                let isLarge = numbers[1] < numbers[0] / 10 && numbers[0] - numbers[1] >= 100
                row.append(
                    TextTable.Cell(ContentChange.text(from: numbers[0], to: numbers[1]), isLarge ? .warning : nil)
                )
                row.append(TextTable.Cell(ContentChange.percent(from: numbers[0], to: numbers[1])))
            } else {
                row += ["", ""]
            }
            table.add(row)
        }
        if figures.allSatisfy({ $0.counts?.isNamed ?? true }) {
            for (kind, number) in zip(ContentKind.allCases, Self.numbers) { add(kind.title, number) }
            add("other") { $0.counts?.remainder }
        } else {
            for family in Set(figures.flatMap { $0.counts?.entriesByFamily.keys.map { $0 } ?? [] }).sorted() {
                add("column family \(family.rawValue)") { figures in
                    figures.counts.map { $0.entriesByFamily[family] ?? 0 }
                }
            }
        }
        add("total", isTotal: true) { $0.counts?.entries }
        return table.lines(form)
    }

    // MARK: One backup, or more than two

    private func table(_ label: String) -> TextTable {
        TextTable(
            [.right(label)] + ContentKind.allCases.map { .right($0.shortTitle) } + [.right("other"), .right("total")]
        )
    }

    private func partitionTable(_ backup: BackupContent) -> [String] {
        var table = table("backup \(backup.checkpointID)")
        func add(_ label: String, _ figures: Figures) {
            let total = figures.counts == nil ? figures.placeholder : figures.cell { $0.counts?.entries }
            table.add([TextTable.Cell(label)] + Self.numbers.map { figures.cell($0) } + [total])
        }
        for partition in backup.partitions { add("partition \(partition.partitionID)", Figures(partition)) }
        if backup.partitionCount > 1, backup.total != nil { add("cluster", Figures(of: backup)) }
        return table.lines(form) + backup.partitions.flatMap { numbered("partition \($0.partitionID)", $0.counts) }
    }

    private func history(_ title: String, _ figures: [Figures]) -> [String] {
        var table = table(title)
        var before: Figures?
        for (backup, figures) in zip(backups, figures) {
            var row = [TextTable.Cell(String(backup.checkpointID))]
            for number in Self.numbers { row.append(cell(figures, before, number)) }
            row.append(figures.counts == nil ? figures.placeholder : cell(figures, before) { $0.counts?.entries })
            table.add(row)
            if figures.counts != nil { before = figures }
        }
        return table.lines(form) + zip(backups, figures).flatMap { numbered("\($0.checkpointID)", $1.counts) }
    }

    /// A number, with its change since the backup before.
    private func cell(
        _ figures: Figures,
        _ before: Figures?,
        _ number: (Figures) -> Int?
    ) -> TextTable.Cell {
        let cell = figures.cell(number)
        guard let now = number(figures), let before = before.flatMap(number), now != before else { return cell }
        return TextTable.Cell("\(cell.text) (\(ContentChange.text(from: before, to: now)))")
    }

    /// The counts of column families without names, by their numbers.
    private func numbered(_ label: String, _ counts: ContentCounts?) -> [String] {
        guard let counts, !counts.isNamed else { return [] }
        let families = counts.entriesByFamily.sorted { $0.key < $1.key }
            .map { "\($0.key.rawValue): \(HumanForm.count($0.value))" }
        return form.wrapped(
            families.joined(separator: ", "),
            first: "\(label) by column family ",
            ink: .faint,
            indentation: 2
        )
    }
}
