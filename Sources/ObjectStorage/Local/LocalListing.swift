internal import SafeText

/// One walk through a local store, in the order that ``ObjectStore/list(_:_:)`` promises.
///
/// A directory's names are read at once, sorted, and the directory is closed again: no descriptor is held while the
/// caller looks at an entry, however deep it lies.
struct LocalListing {
    /// Bounds for what a hostile tree can cost.
    struct Limits {
        /// How deep a tree is followed, in directories below the scope's. Zeebe's own layouts have at most six.
        var depth = 64

        /// How many names are held at once, in all the directories that are being walked.
        var names = 1_000_000

        /// How many links to directories are followed: a few that point across can multiply a tree without end.
        var directoryLinks = 10_000
    }

    /// A directory whose entries are being handed out.
    private struct Frame {
        let directory: ObjectKey?
        let identity: FileIdentity
        var entries: ArraySlice<DirectoryEntry>
        let nameCount: Int
    }

    private let store: LocalDirectory
    private let isTree: Bool
    private let limits: Limits
    private var frames: [Frame] = []
    private var directoryLinks = 0

    /// The directories that the scope's directory lies in; found out when the first link to a directory shows up.
    private var outerDirectories: Set<FileIdentity>?

    /// Reads the scope's directory; there is nothing to list if it does not exist or is none.
    init(_ scope: ListingScope, of store: LocalDirectory, limits: Limits = Limits()) throws {
        self.store = store
        self.limits = limits
        isTree = if case .tree = scope { true } else { false }
        let opened: DirectoryStream?
        do throws(PathProblem) {
            opened = try store.base.directory(scope.directory)
        } catch .system(.noEntry), .system(.notDirectory), .system(.nameTooLong) {
            return
        } catch {
            throw error.storageError(.list, printable(scope.directory))
        }
        if let opened { try enter(scope.directory, opened) }
    }

    /// Returns the next entry; `nil` at the end.
    mutating func next() throws -> ListingEntry? {
        while let top = frames.indices.last {
            try Task.checkCancellation()
            guard let entry = frames[top].entries.popFirst() else {
                frames.removeLast()
                continue
            }
            if let reported = try report(entry, in: frames[top].directory) { return reported }
        }
        return nil
    }

    /// What the caller sees of an entry: `nil` for a directory that is entered instead.
    private mutating func report(_ entry: DirectoryEntry, in directory: ObjectKey?) throws -> ListingEntry? {
        func irregular(_ reason: IrregularReason) -> ListingEntry {
            .irregular(printablePath: printable(directory, entry.name), reason: reason)
        }
        guard let key = Self.key(of: entry.name, in: directory) else { return irregular(.invalidName) }
        switch entry.kind {
        case .irregular(let reason):
            return irregular(reason)
        case .object(let size, let modified):
            return .object(ListedObject(key: key, size: size, modified: modified))
        case .directory(let identity):
            if entry.isLink, try isBeingListed(identity) { return irregular(.linkLoop) }
            guard isTree else { return .directory(key) }
            return try descend(to: key, isLink: entry.isLink).map(irregular)
        }
    }

    /// Enters a directory of a tree, or says why it is not entered. One that is gone by now has no entries.
    private mutating func descend(to directory: ObjectKey, isLink: Bool) throws -> IrregularReason? {
        guard frames.count <= limits.depth else { return .tooDeep }
        if isLink {
            directoryLinks += 1
            guard directoryLinks <= limits.directoryLinks else { return .tooManyLinks }
        }
        let opened: DirectoryStream?
        do throws(PathProblem) {
            opened = try store.base.directory(directory)
        } catch .system(.noEntry) {
            return nil
        } catch .danglingLink {
            return .danglingLink
        } catch .leavesBase {
            return .linkLeavesStore
        } catch {
            throw error.storageError(.list, directory.description)
        }
        guard let opened else { throw PathProblem.replaced.storageError(.list, directory.description) }
        try enter(directory, opened)
        return nil
    }

    /// Reads a directory and makes its entries the next to be handed out.
    private mutating func enter(_ directory: ObjectKey?, _ opened: borrowing DirectoryStream) throws {
        let identity: FileIdentity
        var names: [FileName] = []
        let room = limits.names - frames.reduce(0) { $0 + $1.nameCount }
        do throws(Errno) {
            identity = try opened.status().identity
            try unsafe opened.forEachName { bytes in
                // The system's names hold no NUL, so none is left out here.
                if let name = unsafe FileName(bytes) { names.append(name) }
                return names.count <= room
            }
        } catch {
            throw StorageError(error, .list, printable(directory))
        }
        guard names.count <= room else {
            throw StorageError(
                .limitExceeded,
                .list,
                printable(directory),
                message: "more than \(limits.names) names in it and the directories around it",
                advice: "name the backup store itself, not a directory with other things"
            )
        }
        var entries: [DirectoryEntry] = []
        entries.reserveCapacity(names.count)
        for name in names {
            try Task.checkCancellation()
            if let entry = try entry(name, of: opened, directory) { entries.append(entry) }
        }
        entries.sort(by: DirectoryEntry.isListedFirst)
        frames.append(Frame(directory: directory, identity: identity, entries: entries[...], nameCount: names.count))
    }

    /// Looks at what a name stands for; `nil` if it is gone by now.
    private func entry(
        _ name: FileName,
        of opened: borrowing DirectoryStream,
        _ directory: ObjectKey?
    ) throws(StorageError) -> DirectoryEntry? {
        let status: FileStatus
        do throws(Errno) {
            status = try opened.status(of: name)
        } catch .noEntry {
            return nil
        } catch {
            throw StorageError(error, .list, printable(directory, name))
        }
        guard status.kind == .symbolicLink else { return DirectoryEntry(name: name, status: status, isLink: false) }
        do throws(PathProblem) {
            let target = try store.base.place(of: Self.components(of: directory) + [name])
            return DirectoryEntry(name: name, status: target.status, isLink: true)
        } catch {
            guard let reason = try Self.reason(error, { error.storageError(.list, printable(directory, name)) }) else {
                return nil
            }
            return DirectoryEntry(name: name, kind: .irregular(reason), isLink: true)
        }
    }

    /// Why a link is irregular; `nil` if it is gone by now.
    ///
    /// - Throws: What `storageError` makes, if it is not the link but the store that fails.
    private static func reason(
        _ problem: PathProblem,
        _ storageError: () -> StorageError
    ) throws(StorageError) -> IrregularReason? {
        switch problem {
        case .danglingLink: .danglingLink
        case .leavesBase: .linkLeavesStore
        case .replaced: .unresolvableLink
        case .system(.noEntry): nil
        case .system(.tooManyLinks): .linkLoop
        case .system(let errno):
            switch StorageError.Code(errno) {
            case .io, .unreachable, .changedWhileReading: throw storageError()
            default: .unresolvableLink
            }
        }
    }

    /// Whether a directory is one of those that its link lies in, so that entering it would lead back to the link.
    private mutating func isBeingListed(_ identity: FileIdentity) throws(StorageError) -> Bool {
        if frames.contains(where: { $0.identity == identity }) { return true }
        if let outerDirectories { return outerDirectories.contains(identity) }
        var outer: Set<FileIdentity> = []
        let components = Self.components(of: frames.first?.directory)
        for depth in 0..<components.count {
            do throws(PathProblem) {
                outer.insert(try store.base.place(of: Array(components.prefix(depth))).status.identity)
            } catch {
                throw error.storageError(.list, printable(frames.first?.directory))
            }
        }
        outerDirectories = outer
        return outer.contains(identity)
    }

    private static func components(of directory: ObjectKey?) -> [FileName] {
        directory?.components.map(FileName.init(component:)) ?? []
    }

    /// The key of a name; `nil` if the name cannot be part of one.
    private static func key(of name: FileName, in directory: ObjectKey?) -> ObjectKey? {
        guard let text = String(validating: name.bytes, as: UTF8.self) else { return nil }
        return if let directory { try? directory.appending(text) } else { try? ObjectKey(text) }
    }

    private func printable(_ directory: ObjectKey?) -> String {
        directory?.description ?? store.location.text
    }

    private func printable(_ directory: ObjectKey?, _ name: FileName) -> String {
        PrintableText.form(ofBytes: (directory.map { Array($0.text.utf8) + [UInt8(ascii: "/")] } ?? []) + name.bytes)
    }
}
