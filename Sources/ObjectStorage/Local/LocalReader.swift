/// An open file.
final class LocalReader: ObjectReader {
    let key: ObjectKey

    /// What the file was when it was opened.
    let opened: FileStatus

    private let file: FileDescriptor

    init(key: ObjectKey, file: consuming FileDescriptor) throws(Errno) {
        self.key = key
        self.opened = try file.status()
        file.adviseSequential()
        self.file = file
    }

    var size: UInt64 { opened.size }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        guard offset < size else { return 0 }
        // A file's size fits Int64, hence so does every offset below it.
        let start = Int64(clamping: offset)
        let wanted = min(buffer.count, Int(clamping: size - offset))
        var count = 0
        while count < wanted {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count..<wanted])
            let read: Int
            do throws(Errno) {
                read = try unsafe file.read(at: start + Int64(count), into: rest)
            } catch {
                throw StorageError(error, .read, key.description)
            }
            if read == 0 { throw .shorter(key, than: size, endsAt: offset + UInt64(count)) }
            count += read
        }
        return count
    }

    /// The change time tells what the modification time, which users can set, may hide. It also moves when the file is
    /// removed, renamed or given other permissions: that is taken for a change too.
    func checkUnchanged() async throws(StorageError) {
        let now: FileStatus
        do throws(Errno) {
            now = try file.status()
        } catch {
            throw StorageError(error, .read, key.description)
        }
        if now == opened { return }
        let change =
            now.size != opened.size
            ? "its size was \(opened.size) bytes and is \(now.size) now"
            : now.modified != opened.modified
                ? "it was written to" : "it was removed, replaced, renamed or given other attributes"
        throw StorageError(
            .changedWhileReading,
            .read,
            key.description,
            message: "changed since it was opened: \(change)",
            advice: "read it again when nothing writes to the store"
        )
    }
}
