internal import BackupModel
internal import SafeText
internal import Verification
internal import ZeebeFormat

extension ContentKind {
    /// The kind in words.
    var title: String {
        switch self {
        case .processDefinitions: "process definitions"
        case .processInstances: "process instances"
        case .jobs: "jobs"
        case .timers: "timers"
        case .messages: "messages"
        case .incidents: "incidents"
        case .userTasks: "user tasks"
        case .variables: "variables"
        }
    }

    /// The kind at the head of a narrow column.
    var shortTitle: String {
        switch self {
        case .processDefinitions: "definitions"
        case .processInstances: "instances"
        default: title
        }
    }
}

extension PartitionContent.Outcome {
    /// What stands in the place of a number; `nil` where there is a number.
    var placeholder: TextTable.Cell? {
        switch self {
        case .read: nil
        case .noSnapshot: TextTable.Cell("no snapshot", .info)
        case .unreadable: TextTable.Cell("cannot be read", .error)
        case .notCompleted: TextTable.Cell("not complete", .warning)
        }
    }

    /// The name of the outcome in JSON.
    var name: String {
        switch self {
        case .read: "read"
        case .noSnapshot: "no-snapshot"
        case .unreadable: "unreadable"
        case .notCompleted: "not-completed"
        }
    }

    /// Why there are no counts; `nil` where there are.
    var reason: String? {
        switch self {
        case .read: nil
        case .noSnapshot: "no snapshot: everything is in the log"
        case .unreadable(let problem): "cannot be read: \(problem.object): \(problem.message)"
        case .notCompleted(let reason): reason
        }
    }
}

/// A change of a number.
enum ContentChange {
    /// A change as people read it: `+8`, `-1,200`; a dash for none.
    static func text(from before: Int, to now: Int) -> String {
        let change = now.subtractingReportingOverflow(before).partialValue
        return change == 0 ? "-" : (change > 0 ? "+" : "") + HumanForm.count(change)
    }

    /// The change in percent of what was before: `+67 %`; nothing where that says nothing.
    static func percent(from before: Int, to now: Int) -> String {
        guard before > 0, before != now else { return "" }
        let percent = (Double(now) - Double(before)) / Double(before) * 100
        guard let whole = Int64(exactly: percent.rounded()) else { return "" }
        // A change must not read as none, nor what is left as nothing.
        if whole == 0 { return percent > 0 ? "<+1 %" : ">-1 %" }
        if whole == -100, now > 0 { return ">-100 %" }
        return (whole > 0 ? "+" : "") + HumanForm.count(whole) + " %"
    }
}
