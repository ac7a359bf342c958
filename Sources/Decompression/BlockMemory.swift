internal import ZeebeFormat

/// The memory of one block, compressed and not, as C libraries want it: addresses that are never null.
@unsafe
struct BlockMemory {
    let stored: UnsafePointer<UInt8>
    let storedCount: Int
    let content: UnsafeMutablePointer<UInt8>
    let contentCount: Int

    /// Lends the memory of both to `body`. No bytes at all have any address, and none is read or written there.
    static func lend(
        _ stored: RawSpan,
        _ content: inout MutableRawSpan,
        to body: (BlockMemory) throws(FormatError) -> Void
    ) throws(FormatError) {
        try unsafe content.withUnsafeMutableBytes { (target) throws(FormatError) in
            try unsafe stored.withUnsafeBytes { (source) throws(FormatError) in
                var nothing: UInt8 = 0
                try unsafe withUnsafeMutablePointer(to: &nothing) { (nothing) throws(FormatError) in
                    try unsafe body(
                        BlockMemory(
                            stored: source.assumingMemoryBound(to: UInt8.self).baseAddress ?? UnsafePointer(nothing),
                            storedCount: source.count,
                            content: target.assumingMemoryBound(to: UInt8.self).baseAddress ?? nothing,
                            contentCount: target.count
                        )
                    )
                }
            }
        }
    }
}
