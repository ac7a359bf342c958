import Foundation

/// Memory between two pages that may not be touched: a read or write that goes one byte too far ends the test run.
final class GuardedMemory {
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    private let page = Int(sysconf(Int32(_SC_PAGESIZE)))

    /// Creates memory of at least `capacity` bytes.
    init(capacity: Int) throws {
        self.capacity = (max(capacity, 1) + page - 1) / page * page
        let size = self.capacity + 2 * page
        guard let memory = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED,
            mprotect(memory + page, self.capacity, PROT_READ | PROT_WRITE) == 0
        else { throw POSIXError(.ENOMEM) }
        self.memory = memory
    }

    deinit {
        munmap(memory, capacity + 2 * page)
    }

    /// The last `count` bytes: just behind them is a guard.
    func suffix(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: memory + page + capacity - count, count: count)
    }

    /// The first `count` bytes: just before them is a guard.
    func prefix(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: memory + page, count: count)
    }
}
