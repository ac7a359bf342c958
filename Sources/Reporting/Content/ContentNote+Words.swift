internal import SafeText
internal import Verification
internal import ZeebeFormat

extension ContentNote {
    /// The most parts of a difference, and changed numbers, that one note tells.
    private static let shownCount = 4

    /// The name of the kind of note in JSON.
    var kind: String {
        switch subject {
        case .nearlyEmpty: "nearly-empty"
        case .deploymentsDiffer: "deployments-differ"
        case .numbersOnly: "numbers-only"
        case .logNotCounted: "log-not-counted"
        }
    }

    /// One sentence or two for a tired operator.
    var message: String {
        switch subject {
        case .nearlyEmpty(let shrinkage): Self.message(shrinkage)
        case .deploymentsDiffer(let difference): Self.message(difference)
        case .numbersOnly(let version):
            "column families by number only: broker \(PrintableText.form(of: version)) is older than 8.3.6, 8.4.2 and 8.5.0,"
                + " or no known version, and may number them in another way; deployments are not compared"
        case .logNotCounted(let logs):
            "the write-ahead log is not empty ("
                + logs.map { "\(PrintableText.form(of: $0.fileName)), \(HumanForm.count($0.byteCount)) bytes" }
                .joined(separator: "; ") + "): the counts are those of the tables only"
        }
    }

    /// What to do about it; `nil` when there is nothing to do.
    var nextStep: String? {
        switch subject {
        case .nearlyEmpty(let shrinkage):
            "Find out whether this was meant before you restore it, or let it replace backup"
                + " \(shrinkage.earlierCheckpointID)."
        case .deploymentsDiffer:
            "If newer backups still show it and nobody deployed between their snapshots, deploy these again."
        case .numbersOnly, .logNotCounted: nil
        }
    }

    private static func message(_ shrinkage: Shrinkage) -> String {
        let earlier = shrinkage.earlier
        guard let now = shrinkage.now else {
            return "no snapshot, while backup \(shrinkage.earlierCheckpointID) has \(HumanForm.count(earlier.entries))"
                + " entries: the partition may have begun anew"
        }
        let losses = ContentKind.allCases.compactMap { kind -> (text: String, loss: Int)? in
            guard let before = earlier.count(of: kind), let left = now.count(of: kind), before > left else {
                return nil
            }
            return ("\(kind.title) \(HumanForm.count(before)) → \(HumanForm.count(left))", before - left)
        }
        .sorted { $0.loss > $1.loss }.prefix(shownCount).map(\.text)
        let all = "all entries \(HumanForm.count(earlier.entries)) → \(HumanForm.count(now.entries))"
        return
            "nearly empty against backup \(shrinkage.earlierCheckpointID): \((losses + [all]).joined(separator: ", "))"
    }

    // MARK: Deployments

    private static func message(_ difference: DeploymentDifference) -> String {
        var text = "deployments differ between partitions: "
        if difference.parts.isEmpty {
            let counts = difference.counts.prefix(10).map {
                "partition \($0.partitionID): \(HumanForm.count($0.count))"
            }
            text += "too many definitions to say which; \(counts.joined(separator: ", "))"
            if difference.counts.count > 10 { text += ", …" }
        } else {
            text += difference.parts.prefix(shownCount).map(Self.text).joined(separator: "; ")
            let more = difference.parts.count - shownCount
            if more > 0 { text += "; and \(HumanForm.count(more, "more difference"))" }
        }
        let reason =
            difference.pendingCount > 0
            ? "Commands were on their way to other partitions"
                + " (\(HumanForm.count(difference.pendingCount, "entry", plural: "entries"))), which can explain it."
            : "Normal where a deployment came between the snapshots of the partitions: then the log has it."
        return "\(text). \(reason)"
    }

    /// `2 forms only on partition 1: 2251799813685249, 2251799813685250`.
    private static func text(_ part: DeploymentDifference.Part) -> String {
        let place =
            part.present.count <= part.absent.count
            ? "only on \(partitions(part.present))" : "missing on \(partitions(part.absent))"
        var text = "\(HumanForm.count(part.count, noun(part.family))) \(place): "
        text += part.first.map(Self.text).joined(separator: ", ")
        if part.count > part.first.count { text += ", …" }
        if part.beingDeletedCount > 0 {
            let deleted =
                part.beingDeletedCount == part.count ? "" : "\(HumanForm.count(part.beingDeletedCount)) of them "
            text += " [\(deleted)deleted, waiting for the last instance to end]"
        }
        return text
    }

    private static func noun(_ family: ColumnFamily) -> String {
        switch family {
        case .processDefinitions: "process definition"
        case .decisions: "decision"
        case .decisionRequirements: "decision requirements graph"
        case .forms: "form"
        default: "entry of \(family)"
        }
    }

    private static func text(_ definition: DeployedDefinitions.Definition) -> String {
        let key = definition.key.map { String($0) } ?? "key \(PrintableText.form(ofBytes: definition.keyRest))"
        return key + (definition.processID.map { " (\(PrintableText.form(of: $0)))" } ?? "")
    }

    /// `partition 1`, `partitions 1, 2`; the first of many.
    static func partitions(_ ids: [Int32]) -> String {
        let shown = ids.prefix(8).map { String($0) }.joined(separator: ", ")
        let more = ids.count > 8 ? " and \(HumanForm.count(ids.count - 8)) more" : ""
        return "partition\(ids.count == 1 ? "" : "s") \(shown)\(more)"
    }
}
