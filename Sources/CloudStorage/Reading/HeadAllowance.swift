import Synchronization

/// Bounds the memory for the first bytes of objects that are open and not read yet.
///
/// The first request for an object fetches its beginning, which for a small object is all of it. When very many objects
/// are open at once the beginnings become short, so that memory stays bounded; large objects lose nothing by it.
final class HeadAllowance: Sendable {
    /// Memory for the heads of one store.
    static let ofStore = 32 * 1024 * 1024
    /// What is fetched on opening while there is room.
    static let usual = 1024 * 1024
    /// What is fetched on opening when there is none.
    static let least = 8 * 1024

    private let free: Mutex<Int>

    /// Creates an allowance of `byteCount` bytes for all heads of more than the least size.
    init(byteCount: Int) {
        free = Mutex(byteCount)
    }

    /// Takes room for one head: ``usual``, or 0 when there is none, so that the head has ``least`` bytes.
    func take() -> Int {
        free.withLock { free in
            guard free >= Self.usual else { return 0 }
            free -= Self.usual
            return Self.usual
        }
    }

    /// Gives room back.
    func giveBack(_ byteCount: Int) {
        if byteCount > 0 { free.withLock { $0 += byteCount } }
    }
}
