/// Watches the timestamps of log records, which one leader's clock gives and which therefore do not run backwards.
///
/// A new leader has another clock, so that each raft term is watched on its own.
struct LogClock {
    /// How far a clock may be set back without a word, in milliseconds: more than any synchronisation of clocks corrects.
    static let tolerance: Int64 = 5 * 60 * 1000

    private var term: Int64 = 0
    /// The latest time in the term so far, and the earliest that a record behind it may have.
    private(set) var latest = Int64.min
    private var earliest = Int64.min

    /// Takes the term of the entry whose records come next.
    @inline(__always)
    mutating func begin(term: Int64) {
        guard term != self.term else { return }
        self = LogClock()
        self.term = term
    }

    /// Takes the next record's time and says whether it lies more than the tolerance before the latest one.
    @inline(__always)
    mutating func isBehind(_ timestamp: Int64) -> Bool {
        if timestamp > latest {
            latest = timestamp
            earliest = max(timestamp, Int64.min + Self.tolerance) - Self.tolerance
        }
        return timestamp < earliest
    }
}
