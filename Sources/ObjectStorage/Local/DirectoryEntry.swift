/// A name in a local directory and what it stands for, links followed.
struct DirectoryEntry {
    enum Kind {
        case object(size: UInt64, modified: ModificationTime)
        case directory(FileIdentity)
        case irregular(IrregularReason)
    }

    let name: FileName
    let kind: Kind
    /// Whether the name is a symbolic link.
    let isLink: Bool

    init(name: FileName, kind: Kind, isLink: Bool) {
        self.name = name
        self.kind = kind
        self.isLink = isLink
    }

    /// Describes a name that has this status once links are followed.
    init(name: FileName, status: FileStatus, isLink: Bool) {
        let kind: Kind =
            switch status.kind {
            case .regular: .object(size: status.size, modified: status.modified)
            case .directory: .directory(status.identity)
            case .namedPipe, .socket, .device: .irregular(.specialFile)
            // Links have been followed; one that is left has appeared meanwhile.
            case .symbolicLink: .irregular(.unresolvableLink)
            }
        self.init(name: name, kind: kind, isLink: isLink)
    }

    /// Whether the left is listed first: by bytes, a directory as if its name ended in `/`.
    static func isListedFirst(_ left: DirectoryEntry, _ right: DirectoryEntry) -> Bool {
        let (leftBytes, rightBytes) = (left.name.bytes, right.name.bytes)
        for (leftByte, rightByte) in zip(leftBytes, rightBytes) where leftByte != rightByte {
            return leftByte < rightByte
        }
        let shared = min(leftBytes.count, rightBytes.count)
        return left.keyByte(at: shared) < right.keyByte(at: shared)
    }

    /// The byte that keys have at `offset` in this name, or next to its end.
    private func keyByte(at offset: Int) -> UInt8 {
        if offset < name.bytes.count { return name.bytes[name.bytes.startIndex + offset] }
        return if case .directory = kind { UInt8(ascii: "/") } else { 0 }
    }
}
