/// An open file. Closed when it goes out of scope.
struct FileDescriptor: ~Copyable, Sendable {
    private let number: CInt

    private init(number: CInt) {
        self.number = number
    }

    deinit {
        FileCalls.close(number)
    }

    /// Opens a path from the process's own directory.
    static func open(_ path: FileName, _ mode: OpenMode) throws(Errno) -> FileDescriptor {
        FileDescriptor(number: try FileCalls.open(path, mode))
    }

    /// Opens what this directory holds under `name`.
    borrowing func open(_ name: FileName, _ mode: OpenMode) throws(Errno) -> FileDescriptor {
        FileDescriptor(number: try FileCalls.open(name, in: number, mode))
    }

    /// Opens what lies at a path below this directory, if no name on it is a symbolic link.
    borrowing func openBeneath(_ path: FileName, _ mode: OpenMode) throws(Errno) -> FileDescriptor {
        FileDescriptor(number: try FileCalls.openBeneath(path, in: number, mode))
    }

    /// What the file is.
    borrowing func status() throws(Errno) -> FileStatus {
        try FileCalls.status(of: number)
    }

    /// What this directory holds under `name`; of a symbolic link, the link.
    borrowing func status(of name: FileName) throws(Errno) -> FileStatus {
        try FileCalls.status(of: name, in: number)
    }

    /// Reads once from `offset` on; 0 at the end.
    borrowing func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        try unsafe FileCalls.read(number, at: offset, into: buffer)
    }

    /// Announces that the file will be read from its start to its end.
    borrowing func adviseSequential() {
        FileCalls.adviseSequential(number)
    }

    /// Gives up the file to somebody who closes it.
    consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }
}
