/// A directory that is open for reading its names. Closed when it goes out of scope.
@safe
struct DirectoryStream: ~Copyable {
    private let stream: OpaquePointer

    /// Takes over a directory that was opened as ``OpenMode/directory``.
    init(_ directory: consuming FileDescriptor) throws(Errno) {
        unsafe stream = try FileCalls.openStream(of: directory.release())
    }

    deinit {
        unsafe FileCalls.close(stream)
    }

    /// What the directory is.
    borrowing func status() throws(Errno) -> FileStatus {
        try FileCalls.status(of: unsafe FileCalls.descriptor(of: stream))
    }

    /// What this directory holds under `name`; of a symbolic link, the link.
    borrowing func status(of name: FileName) throws(Errno) -> FileStatus {
        try FileCalls.status(of: name, in: unsafe FileCalls.descriptor(of: stream))
    }

    /// Hands the names that were not handed out yet to `body`, in no order, until it returns false.
    borrowing func forEachName(_ body: (UnsafeRawBufferPointer) -> Bool) throws(Errno) {
        try unsafe FileCalls.forEachName(in: stream, body)
    }
}
