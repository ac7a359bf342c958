public import ZeebeFormat

/// The restore of one copy of a partition backup, replayed on what was read of it: which steps fail, and what Zeebe's own
/// restore would say (store-layout §15.1, partition-data §11.2).
///
/// The two differ: Zeebe's restore proves the snapshot's checksums and looks for the checkpoint's position, and no more. It
/// reports success on a log with a hole in front of the snapshot, or a snapshot whose exporters cannot go on.
public struct RestoreReplay: Equatable, Sendable {
    /// What Zeebe's own restore would say.
    public enum Answer: String, Sendable {
        /// It reports success.
        case passes
        /// It reports an error.
        case fails
        /// It hangs on what was not read, or on what the bytes do not tell.
        case unknown
    }

    /// The steps that fail.
    public var failingSteps: RestoreStepSet
    /// What Zeebe's own restore would say.
    public var zeebe: Answer
    /// The step at which Zeebe's own restore would end with an error.
    public var zeebeStep: RestoreStep?
    /// Whether all steps were replayed on all bytes.
    public var isComplete: Bool

    /// Creates the outcome of a replay.
    public init(failingSteps: RestoreStepSet, zeebe: Answer, zeebeStep: RestoreStep? = nil, isComplete: Bool) {
        self.failingSteps = failingSteps
        self.zeebe = zeebe
        self.zeebeStep = zeebeStep
        self.isComplete = isComplete
    }

    /// The first step that fails.
    public var failingStep: RestoreStep? { failingSteps.first }

    /// Whether a restore of this copy leads to a partition that can go on; `nil` when that was not decided.
    public var succeeds: Bool? { failingSteps.isEmpty ? (isComplete ? true : nil) : false }

    /// What comes of a copy that is not COMPLETED.
    public static let notCompleted = RestoreReplay(
        failingSteps: RestoreStepSet(.findBackup),
        zeebe: .fails,
        zeebeStep: .findBackup,
        isComplete: true
    )

    /// Replays the restore of a COMPLETED copy.
    ///
    /// - Parameters:
    ///   - findings: Everything that was found in the copy.
    ///   - opening: What opening its journal comes to; `nil` when it was not read.
    ///   - isComplete: Whether everything was read and understood.
    public init(_ findings: [Finding], opening: JournalOpening?, isComplete: Bool) {
        var failing: RestoreStepSet = []
        var stopping: RestoreStepSet = []
        var isUndecided = false
        for finding in findings {
            // A reader that does not know a property refuses the manifest; which do hangs on the release.
            if finding.code == .manifestUnknownProperty { isUndecided = true }
            guard finding.isDamage else { continue }
            guard let place = RestoreObstacle(finding) else { continue }
            failing.insert(RestoreStepSet(place.step))
            switch place.isMetByZeebe {
            case true?: stopping.insert(RestoreStepSet(place.step))
            case nil: isUndecided = true
            case false?: break
            }
        }
        switch opening?.outcome {
        case .found: break
        case .notFound: stopping.insert(RestoreStepSet(.findCheckpoint))
        case .refused: stopping.insert(RestoreStepSet(.openLog))
        case .undecided, nil: isUndecided = true
        }
        self.init(
            failingSteps: failing,
            zeebe: !stopping.isEmpty ? .fails : isUndecided || !isComplete ? .unknown : .passes,
            zeebeStep: stopping.first,
            isComplete: isComplete
        )
    }
}
