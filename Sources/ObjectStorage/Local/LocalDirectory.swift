/// A store that is a directory of this machine's file system.
///
/// A key is a path below the directory. Symbolic links below it are followed as long as they lead to something below
/// it; the directory itself may be named by a link from anywhere. Only regular files are objects: named pipes, sockets
/// and devices are never opened, so nothing waits for them. Names are bytes; what is not UTF-8 is reported, not guessed.
///
/// Its functions block the calling thread in system calls. Use ``BlockingWorkers`` for more than a few of them.
public final class LocalDirectory: ObjectStore {
    /// The directory as it was given.
    public let location: StoreLocation

    let base: BaseDirectory

    /// Opens the directory at `path`; it stays the same directory when the path is given to another one later.
    ///
    /// - Throws: ``StorageError/Code/notFound`` if nothing is there, ``StorageError/Code/notAnObject`` if it is not a
    ///   directory, ``StorageError/Code/permissionDenied``.
    /// - Parameter kind: The kind of store that the directory is, or holds a downloaded copy of.
    public init(path: String, kind: StoreLocation.Kind = .filesystem) throws(StorageError) {
        location = StoreLocation(kind, path)
        guard !path.isEmpty, let name = FileName(path.utf8) else {
            throw StorageError(
                .notFound,
                .connect,
                location.text,
                message: "a path is not empty and holds no NUL"
            )
        }
        do throws(Errno) {
            base = try BaseDirectory(path: name)
        } catch .notDirectory {
            throw StorageError(
                .notAnObject,
                .connect,
                location.text,
                message: "not a directory",
                cause: Errno.notDirectory.name,
                advice: "name the directory that the broker writes backups to"
            )
        } catch {
            throw StorageError(error, .connect, location.text)
        }
    }

    /// Reports what is below a directory; see ``ObjectStore/list(_:_:)``.
    ///
    /// A linked directory is listed under the link's key. One that leads back to a directory that it lies in is
    /// reported as ``IrregularReason/linkLoop``, so no walk is endless.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        var listing = try LocalListing(scope, of: self)
        while let entry = try listing.next() {
            try await visit(entry)
        }
    }

    /// Opens a file; see ``ObjectStore/open(_:)``.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        let place: BaseDirectory.Place
        do throws(PathProblem) {
            place = try base.place(of: key)
        } catch {
            throw error.storageError(.open, key.description)
        }
        // Opening a device can already do something, so look first; look again afterwards, as it may have changed.
        try Self.requireRegular(place.status, key)
        let reader: LocalReader
        do throws(Errno) {
            reader = try LocalReader(key: key, file: place.parent.open(place.name, .file))
        } catch {
            throw StorageError(error, .open, key.description)
        }
        try Self.requireRegular(reader.opened, key)
        return reader
    }

    private static func requireRegular(_ status: FileStatus, _ key: ObjectKey) throws(StorageError) {
        let kind =
            switch status.kind {
            case .regular: nil as String?
            case .directory: "a directory"
            case .symbolicLink: "a symbolic link"
            case .namedPipe: "a named pipe"
            case .socket: "a socket"
            case .device: "a device"
            }
        guard let kind else { return }
        throw StorageError(.notAnObject, .open, key.description, message: "it is \(kind), not a file")
    }
}
