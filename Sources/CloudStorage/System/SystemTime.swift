internal import Glibc
public import ZeebeFormat

/// The clocks of this machine.
public struct SystemTime: TimeSource {
    /// Creates the clocks.
    public init() {}

    /// The time of day.
    public var now: Timestamp {
        let time = Self.read(CLOCK_REALTIME)
        // A clock outside of the years that exist here is one that nobody set: signatures fail, and say why.
        return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec)) ?? .epoch
    }

    /// Time since the machine was started.
    public var uptime: Duration {
        let time = Self.read(CLOCK_MONOTONIC)
        return Duration(secondsComponent: Int64(time.tv_sec), attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000)
    }

    /// Waits.
    public func sleep(for duration: Duration) async throws(CancellationError) {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw CancellationError()
        }
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}

extension Timestamp {
    /// 1970-01-01T00:00:00Z.
    static var epoch: Timestamp {
        guard let epoch = Timestamp(seconds: 0) else { fatalError("1970 is a year that timestamps support") }
        return epoch
    }

    /// The moment that is `duration` later, in whole seconds; itself where that leaves the supported years.
    func advanced(by duration: Duration) -> Timestamp {
        let (seconds, isTooLarge) = seconds.addingReportingOverflow(duration.components.seconds)
        return isTooLarge ? self : Timestamp(seconds: seconds, nanoseconds: nanoseconds) ?? self
    }

    /// How much later it is than `other`, in whole seconds.
    func interval(since other: Timestamp) -> Duration {
        // The supported years keep this far from overflow.
        .seconds(seconds - other.seconds)
    }
}
