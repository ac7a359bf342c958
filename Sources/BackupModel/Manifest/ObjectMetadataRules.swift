internal import SafeText
internal import ZeebeFormat

/// Compares a manifest with the custom metadata of its object, which the GCS store of Zeebe 8.9 and later attaches and lists
/// backups by without reading the manifests (store-layout §8).
public enum ObjectMetadataRules {
    /// One value that differs.
    public struct Difference: Sendable, Equatable {
        /// The name of the value in the metadata.
        public let name: String
        /// What the metadata says, printable; `nil` when it does not have the value.
        public let listed: String?
        /// What the manifest says, printable; `nil` when it does not have the value.
        public let stated: String?
    }

    /// Without this value Zeebe reads the manifest itself, as after a copy by a program that drops metadata.
    private static let decisiveName = "status-code"

    /// Returns what differs, in the order of the specification.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - place: The identity that its key states.
    ///   - metadata: The custom metadata of its object.
    public static func differences(
        _ manifest: Manifest,
        place: BackupIdentifier,
        metadata: [String: String]
    ) -> [Difference] {
        guard metadata[decisiveName] != nil else { return [] }
        var differences: [Difference] = []
        func compare(_ name: String, _ stated: String?) {
            guard metadata[name] != stated else { return }
            differences.append(difference(name, metadata[name], stated))
        }
        func compare(_ name: String, time stated: Timestamp?) {
            // Writers give times more or less digits; a millisecond is what Zeebe's own answers show.
            let listed = metadata[name].flatMap { try? Timestamp(iso8601: $0) }
            let isSame =
                metadata[name] == nil
                ? stated == nil : listed != nil && listed?.millisecondsSinceEpoch == stated?.millisecondsSinceEpoch
            guard !isSame else { return }
            differences.append(difference(name, metadata[name], stated?.description))
        }
        let descriptor = manifest.descriptor
        compare(decisiveName, manifest.state.rawValue)
        compare("created-at", time: manifest.createdAt)
        compare("modified-at", time: manifest.modifiedAt)
        compare("failure-reason", manifest.failureReason)
        compare("zone", place.member.zone)
        compare("snapshot-id", descriptor?.snapshotID)
        compare("first-log-position", descriptor?.firstLogPosition.map { String($0) })
        compare("checkpoint-position", (descriptor?.checkpointPosition).map { String($0) })
        compare("number-of-partitions", (descriptor?.numberOfPartitions).map { String($0) })
        compare("broker-version", descriptor?.brokerVersion)
        compare("checkpoint-timestamp", time: descriptor?.checkpointTimestamp)
        // Zeebe takes a backup whose metadata does not say it for one that somebody asked for.
        if let descriptor,
            metadata["checkpoint-type"] ?? CheckpointType.manualBackup.rawValue != descriptor.checkpointType.rawValue
        {
            differences.append(
                difference("checkpoint-type", metadata["checkpoint-type"], descriptor.checkpointType.rawValue)
            )
        }
        return differences
    }

    private static func difference(_ name: String, _ listed: String?, _ stated: String?) -> Difference {
        Difference(
            name: name,
            listed: listed.map { PrintableText.form(of: $0) },
            stated: stated.map { PrintableText.form(of: $0) }
        )
    }

    /// The finding that differences are; `nil` when there are none.
    public static func finding(_ differences: [Difference], place: BackupIdentifier, object: String) -> Finding? {
        guard let first = differences.first else { return nil }
        let more = differences.count > 1 ? ", and \(differences.count - 1) more values differ" : ""
        return Finding(
            .manifestObjectMetadataMismatch,
            copy: place,
            object: object,
            evidence: differences.map { .text($0.name, $0.listed ?? "") },
            "the object's custom metadata \(first.listed.map { "says \(first.name) \($0)" } ?? "has no \(first.name)"),"
                + " the manifest \(first.stated ?? "has none")\(more); Zeebe lists by the one and restores by the other"
        )
    }
}
