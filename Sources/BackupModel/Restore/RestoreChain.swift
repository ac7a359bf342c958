public import ZeebeFormat

/// Two backups of a partition that follow each other in a restore of several (store-layout §15.2, partition-data §11.2).
public struct ChainLink: Equatable, Sendable {
    /// How the two fit.
    public enum State: String, Sendable {
        /// The log of the later one holds the very record at which the earlier one ends.
        case joined
        /// It does not hold a record there: Zeebe's restore fails.
        case gap
        /// It holds another one: the two logs are not of one history, and Zeebe's restore joins them all the same.
        case mismatch
        /// It was not read.
        case notChecked = "not-checked"
    }

    /// The partition.
    public var partitionID: Int32
    /// Checkpoint id of the earlier backup.
    public var from: Int64
    /// Checkpoint id of the later backup.
    public var to: Int64
    /// The earlier one's checkpoint position.
    public var position: Int64
    /// Journal index of the record there in the later one's log.
    public var index: Int64?
    /// How they fit.
    public var state: State

    /// Creates a link.
    public init(
        partitionID: Int32,
        from: Int64,
        to: Int64,
        position: Int64,
        index: Int64? = nil,
        state: State = .notChecked
    ) {
        self.partitionID = partitionID
        self.from = from
        self.to = to
        self.position = position
        self.index = index
        self.state = state
    }
}

/// What the log of one copy offers to a restore of several backups.
public struct ChainCopy: Equatable, Sendable {
    /// The copy.
    public var id: BackupIdentifier
    /// Key of its manifest, printable.
    public var object: String
    /// The record at its own checkpoint position; `nil` when it was not found.
    public var checkpoint: SegmentScan.RecordIdentity?
    /// The record at the checkpoint position of the backup before; `nil` when it was not found.
    public var predecessor: SegmentScan.RecordIdentity?
    /// Positions of the first and last log record.
    public var positions: ClosedRange<Int64>?
    /// Whether the log is intact up to its checkpoint.
    public var isIntact: Bool

    /// Creates what the log offers.
    public init(
        id: BackupIdentifier,
        object: String,
        checkpoint: SegmentScan.RecordIdentity?,
        predecessor: SegmentScan.RecordIdentity?,
        positions: ClosedRange<Int64>?,
        isIntact: Bool
    ) {
        self.id = id
        self.object = object
        self.checkpoint = checkpoint
        self.predecessor = predecessor
        self.positions = positions
        self.isIntact = isIntact
    }
}

/// The rules of a link, proved on the copies of both backups.
public struct ChainRules: Sendable {
    /// The link, with how the two fit.
    public private(set) var link: ChainLink
    /// What is wrong with it.
    public private(set) var findings: [Finding] = []

    private let isAsked: Bool
    private let end: SegmentScan.RecordIdentity?

    /// Proves a link.
    ///
    /// - Parameters:
    ///   - link: The two backups.
    ///   - earlier: The copies of the earlier one that were read.
    ///   - later: The copies of the later one that were read.
    ///   - isAsked: Whether somebody asked for a restore of both; else a broken link is a warning, since each of them can
    ///     be restored alone.
    public init(_ link: ChainLink, earlier: [ChainCopy], later: [ChainCopy], isAsked: Bool) {
        self.link = link
        self.isAsked = isAsked
        end = earlier.lazy.filter(\.isIntact).compactMap(\.checkpoint).first
        // Of a log that is damaged itself, another finding tells.
        let read = later.filter(\.isIntact)
        guard !read.isEmpty else { return }
        let joined = read.first { state(of: $0) == .joined }
        self.link.state = joined == nil ? (read.contains { state(of: $0) == .mismatch } ? .mismatch : .gap) : .joined
        self.link.index = (joined ?? read.first { $0.predecessor != nil })?.predecessor?.index
        for copy in read where state(of: copy) != .joined { add(copy, isOtherJoined: joined != nil) }
    }

    private func state(of copy: ChainCopy) -> ChainLink.State {
        guard let found = copy.predecessor else { return .gap }
        guard let end else { return .joined }
        let isSameTerm = found.term == nil || end.term == nil || found.term == end.term
        return found.index == end.index && isSameTerm && found.checksum == end.checksum ? .joined : .mismatch
    }

    /// Whether the record is at the end's index and of its term, so that only its bytes differ. Zeebe's followers keep a
    /// leader's bytes, but nothing requires it.
    private func isSamePlace(_ copy: ChainCopy) -> Bool {
        guard let found = copy.predecessor, let end else { return false }
        return found.index == end.index && found.term == end.term
    }

    private mutating func add(_ copy: ChainCopy, isOtherJoined: Bool) {
        let severity: Severity = isAsked && !isOtherJoined && !isSamePlace(copy) ? .error : .warning
        let other = isOtherJoined ? "; another copy of it does, but Zeebe takes any of them" : ""
        var evidence: [Finding.Evidence] = [.number("previousBackup", link.from), .number("position", link.position)]
        guard let found = copy.predecessor else {
            let held = copy.positions.map { "holds \($0.lowerBound)…\($0.upperBound)" } ?? "holds no log records"
            findings.append(
                Finding(
                    .restorePartitionBlocked,
                    rule: Rule.chainGap.rawValue,
                    severity: severity,
                    copy: copy.id,
                    object: copy.object,
                    evidence: evidence,
                    "its log has no entry that begins at position \(link.position), where backup \(link.from) ends (it \(held)): a"
                        + " restore of both fails\(other)"
                )
            )
            return
        }
        evidence.append(.number("index", found.index))
        if let end { evidence.append(.number("expectedIndex", end.index)) }
        findings.append(
            Finding(
                .restorePartitionBlocked,
                rule: Rule.chainMismatch.rawValue,
                severity: severity,
                copy: copy.id,
                object: copy.object,
                evidence: evidence,
                "at position \(link.position), where backup \(link.from) ends, its log has \(Self.text(found)), that backup"
                    + " \(end.map(Self.text) ?? "none"): the two logs are not of one history, and Zeebe joins them all the"
                    + " same\(other)"
            )
        )
    }

    private static func text(_ record: SegmentScan.RecordIdentity) -> String {
        "index \(record.index) of term \(record.term.map(String.init) ?? "?") with checksum \(hex(record.checksum))"
    }
}
