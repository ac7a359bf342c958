internal import BackupCatalog
internal import BackupModel

/// The part of a catalog that an audit looks at.
struct AuditScope: Sendable {
    /// All backups of the store, ascending by id.
    let allBackups: [ClusterBackup]
    /// The selected ones.
    let backups: [ClusterBackup]
    /// Ids that somebody asked for one by one.
    let selectedByID: Set<Int64>
    /// Indexes in the catalog of the selected copies, ascending.
    let copies: [Int]
    /// Those of them that are COMPLETED.
    let completed: [Int]

    /// Resolves a selection.
    ///
    /// - Parameter includesRivals: Whether `latest` and `oldest` also name backups that may be it in truth.
    /// - Throws: `Audit.NothingSelected`.
    init(
        _ catalog: Catalog,
        _ selection: Selection,
        includesRivals: Bool = false
    ) throws(Audit.NothingSelected) {
        let all = catalog.clusterBackups
        allBackups = all
        var selected: Set<Int64> = []
        var byID: Set<Int64> = []
        for selector in selection.backups {
            let ids = selector.resolve(all)
            guard !ids.isEmpty else {
                throw Audit.NothingSelected(description: "no backup \(selector) in the store: \(Self.overview(all))")
            }
            selected.formUnion(ids)
            if selector.isSpecific { byID.formUnion(ids) }
            if includesRivals { selected.formUnion(Self.rivals(of: ids, selector, catalog)) }
        }
        let isRestricted = !selection.backups.isEmpty
        var copies: [Int] = []
        var completed: [Int] = []
        for (index, entry) in catalog.entries.enumerated() {
            guard !isRestricted || selected.contains(entry.id.checkpointID), selection.includes(entry.id) else {
                continue
            }
            copies.append(index)
            if entry.manifest?.state == .completed { completed.append(index) }
        }
        guard !copies.isEmpty || (catalog.entries.isEmpty && selection.isEverything) else {
            throw Audit.NothingSelected(
                description: "no copy of \(Self.description(selection)) in the store: \(Self.overview(all))"
            )
        }
        let ids = Set(copies.map { catalog.entries[$0].id.checkpointID })
        backups = all.filter { ids.contains($0.checkpointID) }
        selectedByID = byID
        self.copies = copies
        self.completed = completed
    }

    /// Backups that may be the latest, or the oldest, in truth: nobody knows, since a manifest of theirs cannot be read. An
    /// audit that passed over them would say that all is well every night.
    private static func rivals(of ids: [Int64], _ selector: BackupSelector, _ catalog: Catalog) -> [Int64] {
        guard let id = ids.first else { return [] }
        let isRival: (Int64) -> Bool
        switch selector {
        case .latest: isRival = { $0 > id }
        case .oldest: isRival = { $0 < id }
        case .id, .prefix: return []
        }
        return catalog.entries.compactMap { entry in
            guard case .failure(let problem) = entry.content, problem.foreignDialect == nil else { return nil }
            return isRival(entry.id.checkpointID) ? entry.id.checkpointID : nil
        }
    }

    private static func description(_ selection: Selection) -> String {
        var parts: [String] = []
        if !selection.backups.isEmpty {
            parts.append("backup \(selection.backups.map(\.description).joined(separator: ", "))")
        }
        if !selection.partitions.isEmpty {
            parts.append("partition \(selection.partitions.sorted().map(String.init).joined(separator: ", "))")
        }
        if !selection.members.isEmpty {
            parts.append("member \(selection.members.sorted().map(\.description).joined(separator: ", "))")
        }
        return parts.joined(separator: ", ")
    }

    private static func overview(_ backups: [ClusterBackup]) -> String {
        guard let first = backups.first, let last = backups.last else { return "it has no backup" }
        return "it has \(backups.count) backups, from \(first.checkpointID) to \(last.checkpointID)"
    }
}
