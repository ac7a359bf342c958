public import ZeebeFormat

/// A value in the evidence of a finding.
public enum EvidenceValue: Sendable, Equatable {
    /// A number: a position, an index, an offset or a size.
    case number(Int64)
    /// A text, not longer than needed.
    case text(String)
}

/// One thing that is worth saying about a store, a backup or a file.
public struct Finding: Sendable, Equatable {
    /// What was found.
    public var code: FindingCode
    /// The finer rule, such as `sfv-crc` or `tail-rec-crc`.
    public var rule: String?
    /// How bad it is.
    public var severity: Severity
    /// The cluster backup; `nil` for findings about the store.
    public var backupID: Int64?
    /// The partition.
    public var partitionID: Int32?
    /// The member whose copy it is.
    public var memberID: MemberID?
    /// Key of the object, printable.
    public var object: String?
    /// One sentence for a tired operator: what is wrong, expected and found.
    public var message: String
    /// Facts for scripts and support: offsets, indexes, checksums.
    public var evidence: [Evidence]
    /// What kept the data from being read, so that nothing is known of them; `nil` when they were read.
    public var obstacle: Obstacle?

    /// Whether it only says that this user may not read something.
    public var isAccessDenied: Bool { obstacle == .accessDenied }

    /// Whether it says that something is damaged or cannot be restored.
    public var isDamage: Bool { severity == .error && obstacle == nil }

    /// What can keep data from being read without being a fault of the data.
    public enum Obstacle: Sendable, Equatable {
        /// This user may not read them.
        case accessDenied
        /// The store did not answer.
        case unreachable
        /// They were overwritten or deleted while they were read.
        case changing
    }

    /// A named fact.
    public struct Evidence: Sendable, Equatable {
        /// Name of the fact.
        public var name: String
        /// Its value.
        public var value: EvidenceValue

        /// Creates a number.
        public static func number(_ name: String, _ value: Int64) -> Evidence {
            Evidence(name: name, value: .number(value))
        }

        /// Creates a text.
        public static func text(_ name: String, _ value: String) -> Evidence {
            Evidence(name: name, value: .text(value))
        }
    }

    /// Creates a finding about a store.
    public init(
        _ code: FindingCode,
        rule: String? = nil,
        severity: Severity? = nil,
        object: String? = nil,
        evidence: [Evidence] = [],
        _ message: String
    ) {
        self.code = code
        self.rule = rule
        self.severity = severity ?? code.defaultSeverity
        self.object = object
        self.message = message
        self.evidence = evidence
    }

    /// Creates a finding about one copy of a partition backup.
    public init(
        _ code: FindingCode,
        rule: String? = nil,
        severity: Severity? = nil,
        copy id: BackupIdentifier,
        object: String? = nil,
        evidence: [Evidence] = [],
        _ message: String
    ) {
        self.init(code, rule: rule, severity: severity, object: object, evidence: evidence, message)
        backupID = id.checkpointID
        partitionID = id.partitionID
        memberID = id.member
    }

    /// Creates the finding of a broken rule in one copy.
    ///
    /// - Parameter object: Key of the file that breaks the rule, or of the manifest when the rule is about several files.
    public init(_ violation: RuleViolation, copy id: BackupIdentifier, object: String) {
        var evidence: [Evidence] = []
        if let offset = violation.offset { evidence.append(.number("offset", offset)) }
        if let index = violation.index { evidence.append(.number("index", index)) }
        self.init(
            FindingCode(violation.rule),
            rule: violation.identifier,
            severity: violation.severity,
            copy: id,
            object: object,
            evidence: evidence,
            violation.isInTail
                ? "\(violation.detail); it lies behind the checkpoint, where a restore cuts the log off"
                : violation.detail
        )
    }
}
