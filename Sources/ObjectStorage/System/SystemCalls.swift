// The only file of this target that sees the C library. It adds nothing to the calls but types: what they return as
// values, and failure as a thrown `Errno`. Calls that a signal interrupted are repeated.
import CLinux
import Glibc

/// The value that a failed system call left in `errno`.
struct Errno: Error, Hashable, Sendable {
    let rawValue: CInt

    init(rawValue: CInt) {
        self.rawValue = rawValue
    }

    /// The value that the last call of this thread left.
    fileprivate static var current: Errno { Errno(rawValue: errno) }

    static let again = Errno(rawValue: EAGAIN)
    static let badFileHandle = Errno(rawValue: ESTALE)
    static let connectionRefused = Errno(rawValue: ECONNREFUSED)
    static let connectionReset = Errno(rawValue: ECONNRESET)
    static let deviceFailure = Errno(rawValue: EIO)
    static let hostDown = Errno(rawValue: EHOSTDOWN)
    static let hostUnreachable = Errno(rawValue: EHOSTUNREACH)
    static let interrupted = Errno(rawValue: EINTR)
    static let invalidArgument = Errno(rawValue: EINVAL)
    static let isDirectory = Errno(rawValue: EISDIR)
    static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
    static let networkDown = Errno(rawValue: ENETDOWN)
    static let networkUnreachable = Errno(rawValue: ENETUNREACH)
    static let noDevice = Errno(rawValue: ENODEV)
    static let noDeviceOrAddress = Errno(rawValue: ENXIO)
    static let noEntry = Errno(rawValue: ENOENT)
    static let noMemory = Errno(rawValue: ENOMEM)
    static let notConnected = Errno(rawValue: ENOTCONN)
    static let notDirectory = Errno(rawValue: ENOTDIR)
    static let notPermitted = Errno(rawValue: EPERM)
    static let permissionDenied = Errno(rawValue: EACCES)
    static let structureNeedsCleaning = Errno(rawValue: EUCLEAN)
    static let timedOut = Errno(rawValue: ETIMEDOUT)
    static let tooManyLinks = Errno(rawValue: ELOOP)
    static let tooManyOpenFiles = Errno(rawValue: EMFILE)
    static let tooManyOpenFilesInSystem = Errno(rawValue: ENFILE)

    /// The C library's words for it: "Permission denied".
    var text: String {
        let capacity = 256
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            guard let start = buffer.baseAddress, unsafe strerror_r(rawValue, start, capacity) == 0 else {
                return "error \(rawValue)"
            }
            return unsafe String(cString: start)
        }
    }
}

/// What `fstat` tells about a file.
struct FileStatus: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case regular
        case directory
        case symbolicLink
        case namedPipe
        case socket
        case device
    }

    let kind: Kind
    let identity: FileIdentity
    let size: UInt64
    let modified: ModificationTime
    /// When data or metadata last changed; no call of a user can set it back.
    let changed: ModificationTime

    fileprivate init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFIFO: .namedPipe
            case S_IFSOCK: .socket
            default: .device
            }
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        size = UInt64(clamping: status.st_size)
        modified = ModificationTime(
            seconds: Int64(status.st_mtim.tv_sec),
            nanoseconds: Int64(status.st_mtim.tv_nsec)
        )
        changed = ModificationTime(
            seconds: Int64(status.st_ctim.tv_sec),
            nanoseconds: Int64(status.st_ctim.tv_nsec)
        )
    }
}

/// What makes a file this file, whatever its names.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}

/// How a file is opened; always close-on-exec, and never through a symbolic link as the last component.
enum OpenMode: Sendable {
    /// A place in the tree: a directory that is passed through. Needs no permission to read it.
    case place
    /// A directory whose names are read.
    case directory
    /// A file whose bytes are read. Does not wait for the other end of a named pipe.
    case file

    fileprivate var flags: CInt {
        switch self {
        case .place: Self.pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        case .directory: O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        case .file: O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        }
    }

    /// `O_PATH`, which the C library shows to GNU sources only; the same number on every architecture Swift runs on.
    private static let pathOnly: CInt = 0o10_000_000
}

/// The system calls on files. Descriptors are plain numbers here; ``FileDescriptor`` owns them.
enum FileCalls {
    static func open(_ path: FileName, _ mode: OpenMode) throws(Errno) -> CInt {
        try repeated { unsafe path.withPointer { unsafe Glibc.open($0, mode.flags) } }
    }

    static func open(_ name: FileName, in directory: CInt, _ mode: OpenMode) throws(Errno) -> CInt {
        try repeated { unsafe name.withPointer { unsafe openat(directory, $0, mode.flags) } }
    }

    /// Opens a path of several names below a directory, of which none may be a symbolic link.
    static func openBeneath(_ path: FileName, in directory: CInt, _ mode: OpenMode) throws(Errno) -> CInt {
        try repeated { unsafe path.withPointer { unsafe clinux_open_beneath(directory, $0, mode.flags) } }
    }

    static func close(_ descriptor: CInt) {
        // On Linux the number is free again even when the call fails, so it must not be repeated.
        _ = Glibc.close(descriptor)
    }

    static func status(of descriptor: CInt) throws(Errno) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .current }
        return FileStatus(status)
    }

    /// The status of what the name itself stands for: of a symbolic link, not of its target.
    static func status(of name: FileName, in directory: CInt) throws(Errno) -> FileStatus {
        var status = stat()
        let result = unsafe name.withPointer { unsafe fstatat(directory, $0, &status, AT_SYMLINK_NOFOLLOW) }
        guard result == 0 else { throw .current }
        return FileStatus(status)
    }

    static func read(
        _ descriptor: CInt,
        at offset: Int64,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        while true {
            let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            let error = Errno.current
            if error != .interrupted { throw error }
        }
    }

    /// Tells the kernel to read ahead boldly. It is advice: that it is not taken is no failure.
    static func adviseSequential(_ descriptor: CInt) {
        _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// The absolute path without links, `.` and `..`.
    static func realPath(_ path: FileName) throws(Errno) -> [UInt8] {
        let resolved = unsafe path.withPointer { unsafe realpath($0, nil) }
        guard let resolved = unsafe resolved else { throw .current }
        defer { unsafe free(resolved) }
        return unsafe Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
    }

    /// Begins to read a directory. Its descriptor belongs to the stream from now on; it is closed when this fails.
    static func openStream(of directory: CInt) throws(Errno) -> OpaquePointer {
        guard let stream = unsafe fdopendir(directory) else {
            let error = Errno.current
            close(directory)
            throw error
        }
        return unsafe stream
    }

    static func close(_ stream: OpaquePointer) {
        _ = unsafe closedir(stream)
    }

    /// The descriptor of a stream, which still belongs to it.
    static func descriptor(of stream: OpaquePointer) -> CInt {
        unsafe dirfd(stream)
    }

    /// Hands the names in a directory to `body`, in no order and without `.` and `..`, until it returns false.
    static func forEachName(in stream: OpaquePointer, _ body: (UnsafeRawBufferPointer) -> Bool) throws(Errno) {
        guard let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) else { throw .invalidArgument }
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno != 0 { throw .current }
                return
            }
            // Some file systems have names longer than the array that the C declaration shows.
            let name = unsafe UnsafeRawPointer(entry) + nameOffset
            let bytes = unsafe UnsafeRawBufferPointer(
                start: name,
                count: strlen(name.assumingMemoryBound(to: CChar.self))
            )
            let isDots = unsafe bytes.count <= 2 && bytes.allSatisfy { $0 == UInt8(ascii: ".") }
            if !isDots, unsafe !body(bytes) { return }
        }
    }

    private static func repeated(_ call: () -> CInt) throws(Errno) -> CInt {
        while true {
            let result = call()
            if result >= 0 { return result }
            let error = Errno.current
            if error != .interrupted { throw error }
        }
    }
}

/// A thread of our own, outside of every pool.
struct OwnThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread that runs `body` and ends. It must be joined or detached, once.
    init(_ body: @escaping @Sendable () -> Void) throws(Errno) {
        let start = unsafe Unmanaged.passRetained(Start(body))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            start.toOpaque()
        )
        guard result == 0 else {
            unsafe start.release()
            throw Errno(rawValue: result)
        }
        self.thread = thread
    }

    /// Waits until the thread has ended.
    func join() {
        _ = pthread_join(thread, nil)
    }

    /// Lets the thread end by itself.
    func detach() {
        _ = pthread_detach(thread)
    }

    private final class Start {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// A number of permits, for threads to wait for.
@safe
final class CountingSemaphore: Sendable {
    // A `sem_t` is made to be used by several threads at once; it stays at one address until nobody holds it any more.
    private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe semaphore.initialize(to: sem_t())
        _ = unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        _ = unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Adds a permit.
    func signal() {
        _ = unsafe sem_post(semaphore)
    }

    /// Takes a permit, once there is one.
    func wait() {
        while unsafe sem_wait(semaphore) != 0, Errno.current == .interrupted {}
    }
}
