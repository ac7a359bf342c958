internal import BackupCatalog
internal import BackupModel
internal import Verification

extension Selection {
    private func status(of problem: Catalog.ManifestProblem) -> ExitStatus {
        switch problem.obstacle {
        case .accessDenied: .permissionDenied
        case .unreachable: .unreachable
        case .changing: .incomplete
        case nil: problem.foreignDialect != nil ? .unsupported : .damaged
        }
    }

    /// The one partition backup that is selected, and its manifest; of several copies one that is complete.
    ///
    /// - Throws: `CommandFailure` when several are selected, or the one selected has no readable manifest;
    ///   `Audit.NothingSelected`.
    func oneCopy(in catalog: Catalog) throws -> (CopyPlace, Manifest) {
        let selected = try Audit.selectedEntries(of: catalog, self)
        guard let first = selected.first else {
            throw CommandFailure(.notFound, "no copy of that backup and partition in the store")
        }
        let isOnePartition = selected.allSatisfy {
            $0.id.checkpointID == first.id.checkpointID && $0.id.partitionID == first.id.partitionID
        }
        guard isOnePartition else {
            throw CommandFailure(
                .usage,
                "the selection names \(selected.count) partition backups; choose one with --backup and --partition, like"
                    + " --backup \(first.id.checkpointID) --partition \(first.id.partitionID)"
            )
        }
        // Of several copies a completed one is as good as any other.
        let copies = selected.compactMap { entry in entry.manifest.map { (entry.place, $0) } }
        if let copy = copies.first(where: { $0.1.state == .completed }) ?? copies.first { return copy }
        guard case .failure(let problem) = first.content else {
            throw CommandFailure(.notFound, "no copy of that backup and partition in the store")
        }
        throw CommandFailure(
            status(of: problem),
            "\(first.place.manifestText) is not readable: \(problem.message)"
        )
    }
}
