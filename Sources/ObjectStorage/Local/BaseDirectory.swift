/// The directory that a local store begins at, and the safe way down from it.
///
/// Symbolic links are followed as far as their targets are below the base. `realpath` finds the target, but its answer
/// is not trusted, as the tree may change under it: every way is walked from the base's own descriptor, component by
/// component, with calls that refuse links. So nothing outside of the base is ever opened, whoever races with us. A way
/// without links, which is nearly every one, the kernel walks in a single call under the same rules.
struct BaseDirectory: ~Copyable, Sendable {
    /// As many links as the kernel itself follows on one path.
    private static let maximumLinks = 40

    private let descriptor: FileDescriptor

    /// The absolute path of the base, free of links.
    private let realPath: [UInt8]

    /// Opens the directory at `path`, which may be a link itself.
    init(path: FileName) throws(Errno) {
        let realPath = try FileCalls.realPath(path)
        guard let real = FileName(realPath) else { throw .invalidArgument }
        let descriptor = try FileDescriptor.open(real, .place)
        self.realPath = realPath
        self.descriptor = descriptor
    }

    /// What a path leads to once all links are followed: a name in a directory. It was no link when it was looked at.
    struct Place: ~Copyable {
        /// The directory.
        let parent: FileDescriptor
        /// The name in it; `.` for the base.
        let name: FileName
        /// What the name stands for.
        let status: FileStatus
    }

    /// Opens the directory of a key to read its names, `nil` being the key of the base; `nil` where something else is.
    borrowing func directory(_ key: ObjectKey?) throws(PathProblem) -> DirectoryStream? {
        if let direct = directDirectory(key) { return direct }
        let place = try place(of: key)
        guard place.status.kind == .directory else { return nil }
        do throws(Errno) {
            return try DirectoryStream(place.parent.open(place.name, .directory))
        } catch {
            throw .system(error)
        }
    }

    /// Opens the directory at a path without links; `nil` in every other case, which `place(of:)` then explains.
    private borrowing func directDirectory(_ key: ObjectKey?) -> DirectoryStream? {
        guard let key else { return nil }
        do throws(Errno) {
            return try DirectoryStream(descriptor.openBeneath(FileName(path: key.text[...]), .directory))
        } catch {
            return nil
        }
    }

    /// Finds what the path of a key leads to; `nil` leads to the base itself.
    borrowing func place(of key: ObjectKey?) throws(PathProblem) -> Place {
        if let key, let place = directPlace(of: key) { return place }
        return try place(of: key?.components.map(FileName.init(component:)) ?? [])
    }

    /// Finds what a path without links leads to; `nil` where it has one or leads nowhere, or the kernel does not know the
    /// call: the walk then finds out which.
    private borrowing func directPlace(of key: ObjectKey) -> Place? {
        let name = key.lastComponent
        let parentPath = key.text[..<name.startIndex].utf8.dropLast()
        do throws(Errno) {
            let parent =
                parentPath.isEmpty
                ? try descriptor.open(.current, .place)
                : try descriptor.openBeneath(FileName(path: Substring(parentPath)), .place)
            let name = FileName(component: name)
            let status = try parent.status(of: name)
            return status.kind == .symbolicLink ? nil : Place(parent: parent, name: name, status: status)
        } catch {
            return nil
        }
    }

    /// Finds what a path below the base leads to; no components lead to the base itself.
    borrowing func place(of components: [FileName]) throws(PathProblem) -> Place {
        var parent = try top()
        var walked: [FileName] = []
        var ahead = Array(components.reversed())
        var links = 0
        while let name = ahead.popLast() {
            let status = try status(of: name, in: parent)
            if status.kind == .symbolicLink {
                links += 1
                if links > Self.maximumLinks { throw .system(.tooManyLinks) }
                ahead.append(contentsOf: try target(ofLink: walked + [name]).reversed())
                walked = []
                parent = try top()
            } else if ahead.isEmpty {
                return Place(parent: parent, name: name, status: status)
            } else if status.kind == .directory {
                parent = try descend(from: parent, to: name)
                walked.append(name)
            } else {
                throw .system(.notDirectory)
            }
        }
        let status = try status(of: .current, in: parent)
        return Place(parent: parent, name: .current, status: status)
    }

    private borrowing func top() throws(PathProblem) -> FileDescriptor {
        do throws(Errno) {
            return try descriptor.open(.current, .place)
        } catch {
            throw .system(error)
        }
    }

    private borrowing func status(
        of name: FileName,
        in parent: borrowing FileDescriptor
    ) throws(PathProblem) -> FileStatus {
        do throws(Errno) {
            return try parent.status(of: name)
        } catch {
            throw .system(error)
        }
    }

    private borrowing func descend(
        from parent: borrowing FileDescriptor,
        to name: FileName
    ) throws(PathProblem) -> FileDescriptor {
        do throws(Errno) {
            return try parent.open(name, .place)
        } catch {
            // It was a directory when we looked; no longer being one, it has become a file or a link.
            throw error == .notDirectory ? .replaced : .system(error)
        }
    }

    /// The path, from the base, that a link finally points to.
    private borrowing func target(ofLink link: [FileName]) throws(PathProblem) -> [FileName] {
        let separator = UInt8(ascii: "/")
        guard let path = FileName(realPath + link.flatMap { [separator] + $0.bytes }) else {
            throw .system(.invalidArgument)
        }
        let target: [UInt8]
        do throws(Errno) {
            target = try FileCalls.realPath(path)
        } catch {
            throw error == .noEntry || error == .notDirectory ? .danglingLink : .system(error)
        }
        let base = realPath == [separator] ? [] : realPath[...]
        let below = target.dropFirst(base.count)
        guard target.starts(with: base), below.isEmpty || below.first == separator else { throw .leavesBase }
        return below.split(separator: separator).compactMap { FileName($0) }
    }
}
