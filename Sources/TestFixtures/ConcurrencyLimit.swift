/// Lets only so many pieces of work run at once.
///
/// Test frameworks start all cases of a parameterised test together; five hundred audits at once would need threads and
/// buffers for all of them and be no faster.
public actor ConcurrencyLimit {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Creates a limit.
    public init(_ count: Int) {
        free = count
    }

    /// Runs `body` when it is its turn.
    public nonisolated func run<Result>(_ body: () async throws -> sending Result) async rethrows -> sending Result {
        await enter()
        do {
            let result = try await body()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
