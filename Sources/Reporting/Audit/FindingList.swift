internal import BackupModel
internal import ZeebeFormat

/// The findings of an audit for people: the worst first, those of one code together, each code with its next step.
struct FindingList {
    /// The most findings of one severity that are shown.
    static let limit = 50

    let findings: [Finding]

    func lines(_ form: TerminalForm) -> [String] {
        var lines: [String] = []
        for severity in Severity.allCases.reversed() {
            let all = findings.lazy.filter { $0.severity == severity }
            let shown = Array(all.prefix(Self.limit))
            var codes: [FindingCode] = []
            for finding in shown where !codes.contains(finding.code) { codes.append(finding.code) }
            for code in codes {
                if !lines.isEmpty { lines.append("") }
                for finding in shown where finding.code == code { lines += block(finding, form) }
                lines += form.wrapped(code.nextStep, first: "  next: ", ink: .faint, indentation: 8)
            }
            let rest = all.count - shown.count
            if rest > 0 {
                lines.append("")
                lines.append("… and \(HumanForm.count(rest)) more \(noun(severity)); use --format json for all")
            }
        }
        return lines
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
