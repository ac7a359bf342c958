/// A rate that follows the last seconds, so that it neither jumps nor remembers the start for ever.
public struct SmoothedRate: Sendable {
    /// An observation over this many seconds counts as much as all before it.
    public static let memory = 5.0

    /// The rate, in bytes per second; `nil` until there are two observations.
    public private(set) var bytesPerSecond: Double?

    private var last: (bytes: Int64, seconds: Double)?

    /// Creates a rate of which nothing is known.
    public init() {}

    /// Takes note of how many bytes were done after how many seconds; an observation that is not later is dropped.
    public mutating func observe(bytes: Int64, seconds: Double) {
        guard let last else {
            self.last = (bytes, seconds)
            return
        }
        let elapsed = seconds - last.seconds
        guard elapsed > 0 else { return }
        let current = max(Double(bytes) - Double(last.bytes), 0) / elapsed
        let weight = elapsed / (elapsed + Self.memory)
        bytesPerSecond = bytesPerSecond.map { $0 + (current - $0) * weight } ?? current
        self.last = (bytes, seconds)
    }
}
