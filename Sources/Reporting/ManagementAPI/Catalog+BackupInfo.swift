public import BackupCatalog
public import BackupModel

extension Catalog {
    /// The backups that the management API's list call shows, the newest first as from 8.9 on.
    ///
    /// Zeebe's call fails for the whole partition when one of its manifests cannot be read. Here such a copy counts as
    /// absent, and ``unreadableManifests(matching:)`` tells of it.
    public func backupInfos(matching pattern: BackupIDPattern = .any) -> some Sequence<BackupInfo> {
        clusterBackups.reversed().lazy
            .filter { pattern.matches($0.checkpointID) && $0.copies.contains { $0.state != nil } }
            .map { info($0, .list) }
    }

    /// The backup that the management API's status call shows; `nil` where it answers 404.
    public func backupInfo(_ backupID: Int64) -> BackupInfo? {
        guard let backup = clusterBackups.first(where: { $0.checkpointID == backupID }) else { return nil }
        let info = info(backup, .status)
        return info.state == .doesNotExist ? nil : info
    }

    /// A manifest that could not be read.
    public struct UnreadableManifest: Sendable, Equatable {
        /// Identity by its place.
        public var id: BackupIdentifier
        /// Why it could not be read.
        public var problem: ManifestProblem
    }

    /// The manifests that could not be read and therefore are missing in what the management API shows.
    public func unreadableManifests(matching pattern: BackupIDPattern = .any) -> [UnreadableManifest] {
        unreadableManifests(among: entries.lazy.filter { pattern.matches($0.id.checkpointID) })
    }

    /// Those of some manifests that could not be read.
    public func unreadableManifests(among entries: some Sequence<Entry>) -> [UnreadableManifest] {
        entries.compactMap { entry in
            guard case .failure(let problem) = entry.content else { return nil }
            return UnreadableManifest(id: entry.id, problem: problem)
        }
    }

    private func info(_ backup: ClusterBackup, _ call: ManagementAPICall) -> BackupInfo {
        BackupInfo(backup, call: call) { id in index(of: id).flatMap { entries[$0].manifest } }
    }
}
