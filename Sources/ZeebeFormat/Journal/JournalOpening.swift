/// What Zeebe's own restore makes of a journal: it opens the copied segments and looks for the record whose sequence number
/// is the checkpoint position (partition-data §3.8, §11.2; store-layout §15.1 step 6).
///
/// It proves far less than `JournalContinuity`. Damage that it takes for a torn end is cut off in silence, with all files
/// that follow; a descriptor's hint makes it jump over damage; and what an entry holds is not looked at. Only the outcome
/// tells an operator whether the damage would be met during the restore, or after it.
public struct JournalOpening: Equatable, Sendable {
    /// How the step ends.
    public enum Outcome: Equatable, Sendable {
        /// The record at the checkpoint position is found: the restore cuts the journal behind it and goes on.
        case found(SegmentScan.RecordIdentity)
        /// No record is found, for the reason given: the restore fails with "cannot find a record at checkpoint position".
        case notFound(String)
        /// The journal does not open, or the search meets damage, for the reason given: the restore fails.
        case refused(String)
        /// It hangs on something that the bytes do not tell, which the text says.
        case undecided(String)
    }

    /// How the step ends.
    public let outcome: Outcome

    /// Goes through the step.
    ///
    /// - Parameters:
    ///   - segments: The segments as the manifest lists them, with their scans.
    ///   - checkpointPosition: The position that is looked for.
    public init(_ segments: [JournalContinuity.Segment], checkpointPosition: Int64) {
        outcome = Self.open(segments, checkpointPosition)
    }

    private static func open(_ segments: [JournalContinuity.Segment], _ position: Int64) -> Outcome {
        var found: SegmentScan.RecordIdentity?
        var nextIndex: Int64?
        var end = "the log ends before it"
        opening: for (_, segment) in JournalContinuity.sortedByNumber(segments) {
            guard let scan = segment.scan else { return .undecided("\(segment.fileName) was not read") }
            guard let descriptor = scan.descriptor else {
                if let found, scan.faults.contains(where: \.isIgnoredByZeebe) { return .found(found) }
                if scan.faults.contains(where: \.isIgnoredByZeebe) {
                    return .undecided("Zeebe's reader may take the descriptor of \(segment.fileName)")
                }
                if scan.state == .damaged {
                    end = "\(segment.fileName) has no readable descriptor: Zeebe deletes it and all files behind it"
                }
                break
            }
            if let nextIndex, descriptor.firstIndex != nextIndex {
                end =
                    "\(segment.fileName) begins at index \(descriptor.firstIndex), expected \(nextIndex): Zeebe deletes it and"
                    + " all files behind it"
                break
            }
            if let record = scan.checkpointRecord { found = record }
            if let fault = scan.stoppingFault {
                switch ending(at: fault, in: segment, found: found) {
                case .cut:
                    end = "Zeebe takes the damage in \(segment.fileName) for the end of the log: \(fault.detail)"
                    break opening
                case .ends(let outcome): return outcome
                }
            }
            let last = scan.lastIndex ?? descriptor.firstIndex - 1
            nextIndex = last < Int64.max ? last + 1 : nil
        }
        if let found { return .found(found) }
        return .notFound("no record at checkpoint position \(position): \(end)")
    }

    /// What becomes of the opening at damage.
    private enum Ending {
        /// The segment is cut off there, and all files behind it are deleted.
        case cut
        /// That is how the step ends.
        case ends(Outcome)
    }

    private static func ending(
        at fault: JournalFault,
        in segment: JournalContinuity.Segment,
        found: SegmentScan.RecordIdentity?
    ) -> Ending {
        // Zeebe's reader reads on where this program does not.
        let open = JournalOpening.Outcome.undecided("Zeebe's reader may go on: \(fault.detail)")
        if segment.hintRecordIsIntact == true {
            guard let found else {
                return .ends(
                    fault.isIgnoredByZeebe
                        ? open : .refused("the search meets damage that opening jumped over: \(fault.detail)")
                )
            }
            // The search stops at the first record behind the position, so that it reads this one too (T1).
            return .ends(
                fault.index == found.index &+ 1
                    ? .refused("the search reads the damaged record right behind the checkpoint: \(fault.detail)")
                    : .found(found)
            )
        }
        if fault.isIgnoredByZeebe { return .ends(found.map { .found($0) } ?? open) }
        // A wrong checksum is a torn write to Zeebe, but a wrong index is not (T2).
        return fault.rule == .recordIndex ? .ends(.refused("the journal does not open: \(fault.detail)")) : .cut
    }
}
