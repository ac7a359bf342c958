/// The content of a block under construction: entries whose keys are stored as what differs from the key before
/// (partition-data §9.7).
struct BlockBuilder: Sendable {
    /// The content so far; complete after `finish`.
    private(set) var content: ByteSink

    /// Number of entries.
    private(set) var entryCount = 0

    /// The key added last.
    private(set) var lastKey: [UInt8] = []

    /// After so many entries a key is stored whole, so that a reader can begin there.
    private let restartInterval: Int
    private var restarts: [UInt32] = []

    /// Creates an empty block with room for `capacity` bytes.
    init(restartInterval: Int, capacity: Int = 0) {
        self.restartInterval = restartInterval
        content = ByteSink(zeros: capacity)
    }

    /// Bytes of the block if it ended now.
    var byteCount: Int { content.offset + 4 * (restarts.count + 1) }

    /// Adds an entry; keys ascend.
    mutating func add(_ key: [UInt8], _ value: [UInt8]) {
        let shared = putLengths(of: key, valueCount: value.count)
        content.put(key, from: shared)
        content.put(value, from: 0)
        noteKey(key, sharing: shared)
    }

    /// Adds an entry without length of its value, as an index block has them: `value` writes the block's place.
    mutating func addIndexEntry(_ key: [UInt8], _ value: (inout ByteSink) -> Void) {
        let shared = putLengths(of: key, valueCount: nil)
        content.put(key, from: shared)
        value(&content)
        noteKey(key, sharing: shared)
    }

    /// Ends the block: where keys are whole, and how many of them there are.
    mutating func finish() {
        for restart in restarts.isEmpty ? [0] : restarts { content.put(restart) }
        content.put(UInt32(max(restarts.count, 1)))
    }

    /// Begins a new block in the same memory.
    mutating func removeAll() {
        content.seek(to: 0)
        entryCount = 0
        lastKey.removeAll(keepingCapacity: true)
        restarts.removeAll(keepingCapacity: true)
    }

    private mutating func putLengths(of key: [UInt8], valueCount: Int?) -> Int {
        var shared = 0
        if entryCount % restartInterval == 0 {
            restarts.append(UInt32(content.offset))
        } else {
            let limit = min(key.count, lastKey.count)
            while shared < limit, key[shared] == lastKey[shared] { shared += 1 }
        }
        content.putVarint(UInt64(shared))
        content.putVarint(UInt64(key.count - shared))
        if let valueCount { content.putVarint(UInt64(valueCount)) }
        return shared
    }

    private mutating func noteKey(_ key: [UInt8], sharing shared: Int) {
        entryCount += 1
        lastKey.removeSubrange(shared...)
        lastKey.append(contentsOf: key[shared...])
    }
}
