internal import BackupModel
internal import Verification
internal import ZeebeFormat

/// The findings of an audit for people: the worst first, those of one code together, each code with its next step.
struct FindingList {
    /// The most findings of a severity that are shown.
    static func limit(_ severity: Severity) -> Int { severity == .info ? 10 : 50 }

    private let findings: [Finding]
    private let restorable: Set<Int64>

    init(_ result: AuditResult) {
        findings = result.findings
        restorable = Set(result.restorableBackups)
    }

    func lines(_ form: TerminalForm) -> [String] {
        var lines: [String] = []
        for severity in Severity.allCases.reversed() {
            let all = findings.lazy.filter { $0.severity == severity }
            let shown = all.prefix(Self.limit(severity)).map { (finding: $0, step: step($0)) }
            var groups: [(code: FindingCode, step: String)] = []
            for (finding, step) in shown where !groups.contains(where: { $0 == (finding.code, step) }) {
                groups.append((finding.code, step))
            }
            for group in groups {
                if !lines.isEmpty { lines.append("") }
                for (finding, step) in shown where group == (finding.code, step) { lines += block(finding, form) }
                lines += form.wrapped(group.step, first: "  next: ", ink: .faint, indentation: 8)
            }
            let rest = all.count - shown.count
            if rest > 0 {
                lines.append("")
                lines.append("… and \(HumanForm.count(rest)) more \(noun(severity)); use --format json for all")
            }
        }
        return lines
    }

    private func step(_ finding: Finding) -> String {
        finding.nextStep(isBackupRestorable: finding.backupID.map(restorable.contains) ?? false)
    }

    private func noun(_ severity: Severity) -> String {
        switch severity {
        case .error: "errors"
        case .warning: "warnings"
        case .info: "infos"
        }
    }

    private func block(_ finding: Finding, _ form: TerminalForm) -> [String] {
        let severity = form.paint(finding.severity.rawValue.uppercased(), finding.severity.ink)
        let rule = finding.rule.map { " (\($0))" } ?? ""
        let place = place(finding).map { "  \($0)" } ?? ""
        var lines = ["\(severity) \(finding.code.rawValue)\(rule)\(place)"]
        if let object = finding.object, !object.isEmpty { lines.append("  \(object)") }
        return lines + form.wrapped(finding.message, first: "  ", indentation: 2)
    }

    private func place(_ finding: Finding) -> String? {
        let parts = [
            finding.backupID.map { "backup \($0)" }, finding.partitionID.map { "partition \($0)" },
            finding.memberID.map { "member \($0)" },
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension Severity {
    /// The colour of a severity.
    var ink: TerminalForm.Ink {
        switch self {
        case .error: .error
        case .warning: .warning
        case .info: .info
        }
    }
}
