/// Lends buffers to the tasks that read, one each: there are as many readers at once as buffers, and memory stays bounded
/// by their sum whatever a store holds.
actor BufferPool {
    /// A buffer on loan.
    ///
    /// `@unchecked Sendable`: the pool hands a buffer to one task at a time and takes it back from the same task, so
    /// no two tasks ever touch it at once.
    struct Loan: @unchecked Sendable {
        let buffer: ReadBuffer
    }

    private var free: [Loan] = []
    private var waiting: [CheckedContinuation<Loan, Never>] = []
    private var unmade: Int

    /// Creates a pool of `count` buffers, made when first needed.
    init(count: Int) {
        unmade = max(count, 1)
    }

    /// Runs `body` with a buffer, waiting for one where all are lent.
    nonisolated func withBuffer<Result>(_ body: (ReadBuffer) async throws -> sending Result) async throws -> Result {
        let loan = await take()
        do {
            try Task.checkCancellation()
            let result = try await body(loan.buffer)
            await giveBack(loan)
            return result
        } catch {
            await giveBack(loan)
            throw error
        }
    }

    /// Runs `body` with a second buffer for a task that has one, if one is left over; `nil` without running it if not.
    ///
    /// A buffer is left over when there are fewer readers than may read at once: then somebody who has a long way to go
    /// can use what they do not.
    nonisolated func withSpareBuffer<Result>(
        _ body: (Loan) async throws -> sending Result
    ) async throws -> Result? {
        guard let loan = await takeSpare() else { return nil }
        do {
            let result = try await body(loan)
            await giveBack(loan)
            return result
        } catch {
            await giveBack(loan)
            throw error
        }
    }

    private func takeSpare() -> Loan? {
        if let loan = free.popLast() { return loan }
        guard unmade > 0 else { return nil }
        unmade -= 1
        return Loan(buffer: ReadBuffer())
    }

    private func take() async -> Loan {
        if let loan = takeSpare() { return loan }
        return await withCheckedContinuation { waiting.append($0) }
    }

    private func giveBack(_ loan: Loan) {
        loan.buffer.shrink()
        if waiting.isEmpty {
            free.append(loan)
        } else {
            waiting.removeFirst().resume(returning: loan)
        }
    }
}
