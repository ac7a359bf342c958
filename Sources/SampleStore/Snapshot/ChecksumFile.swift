internal import Checksums

/// The checksum file of a snapshot (partition-data §8.3), as Zeebe writes it from 8.6 on.
struct ChecksumFile: Sendable, Equatable {
    /// One line: a file and its CRC-32C.
    struct Entry: Sendable, Equatable {
        var name: String
        var checksum: UInt32
    }

    /// The comment lines.
    var comments = [
        "; This is an SFC checksum file for all files in the given directory.",
        "; You might use cksfv or another tool to validate these files manually.",
        "; This is an automatically created file - please do NOT modify.",
    ]

    /// The lines of files, ascending by name.
    private(set) var entries: [Entry] = []

    /// Creates a file without entries.
    init() {}

    /// Reads the text of a file that was written here.
    init(text: String) {
        comments = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix(";") {
                comments.append(String(line))
            } else if let blank = line.firstIndex(of: " "),
                let checksum = UInt32(line[blank...].drop { $0 == " " }, radix: 16)
            {
                entries.append(Entry(name: String(line[..<blank]), checksum: checksum))
            }
        }
    }

    /// Enters a file, or its new checksum.
    mutating func set(_ name: String, _ checksum: UInt32) {
        entries.removeAll { $0.name == name }
        entries.append(Entry(name: name, checksum: checksum))
        entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Removes the line of a file.
    mutating func remove(_ name: String) {
        entries.removeAll { $0.name == name }
    }

    /// The text of the file.
    var text: String {
        var text = ""
        for comment in comments { text += comment + "\n" }
        for entry in entries { text += "\(entry.name)   \(String(entry.checksum, radix: 16))\n" }
        return text
    }

    /// The checksum that goes into snapshot ids of six parts: over each name, a zero byte, and the lowest byte of the
    /// file's checksum (partition-data §8.4).
    var idChecksum: UInt32 {
        var input: [UInt8] = []
        for entry in entries {
            input.append(contentsOf: entry.name.utf8)
            input.append(0)
            input.append(UInt8(truncatingIfNeeded: entry.checksum))
        }
        return unsafe CRC32C.checksum(of: input.span.bytes)
    }
}
