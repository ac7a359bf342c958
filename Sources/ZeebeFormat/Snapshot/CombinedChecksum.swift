internal import Checksums

/// The combined value of a snapshot, which checksum files of writers up to 8.5 state in a comment (partition-data §8.3).
///
/// It is a CRC-32C over name and content of every file, in ascending order of name, but with `zeebe.metadata` last. It is
/// computed here from the files' own CRC-32Cs and sizes, so that no file is read twice.
///
/// Some patch releases left out the SST files, whose checksums they took from RocksDB. So a right value is one of two.
public enum CombinedChecksum {
    /// One file of a snapshot directory.
    public struct File: Sendable {
        /// Name without directory.
        public let name: String

        /// CRC-32C of the whole content.
        public let checksum: UInt32

        /// Length of the content in bytes.
        public let size: UInt64

        /// Creates a file's entry.
        public init(name: String, checksum: UInt32, size: UInt64) {
            self.name = name
            self.checksum = checksum
            self.size = size
        }
    }

    /// Which files count.
    public enum Scope: CaseIterable, Sendable {
        /// All files: the ordinary writers.
        case allFiles
        /// All but the SST files: 8.2.29, 8.3.13, 8.4.9, 8.5.4 and builds of that time.
        case withoutSSTFiles

        /// Whether a file of that name counts.
        public func includes(_ name: String) -> Bool {
            switch self {
            case .allFiles: true
            case .withoutSSTFiles: !name.hasSuffix(".sst")
            }
        }
    }

    /// Returns whether the first name comes before the second in the order of combination.
    public static func precedes(_ first: String, _ second: String) -> Bool {
        let isLast = (first == SnapshotMetadata.fileName, second == SnapshotMetadata.fileName)
        guard isLast.0 == isLast.1 else { return isLast.1 }
        return first.utf8.lexicographicallyPrecedes(second.utf8)
    }

    /// Computes the combined value of files in any order, the checksum file itself not among them.
    public static func value(of files: [File], scope: Scope = .allFiles) -> UInt32 {
        var combined = CRC32C()
        for file in files.sorted(by: { precedes($0.name, $1.name) }) where scope.includes(file.name) {
            combined.update(unsafe Array(file.name.utf8).span.bytes)
            let value = CRC32C.combine(combined.value, file.checksum, lengthOfSecond: file.size)
            combined = CRC32C(resumingFrom: value)
        }
        return combined.value
    }
}
