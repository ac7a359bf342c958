/// The segments of a backup that is still to come: they are stored as soon as they are full.
struct SegmentSet: Sendable {
    /// Directories that get a copy of each segment; none for a backup whose segments are not there.
    let directories: [String]
    /// Index of the first journal record.
    let firstIndex: Int64
    /// Position of the first log record.
    let firstPosition: Int64
    /// Names of the files so far.
    private(set) var fileNames: [String] = []

    init(directories: [String], firstIndex: Int64, firstPosition: Int64) throws(SampleStoreError) {
        self.directories = directories
        self.firstIndex = firstIndex
        self.firstPosition = firstPosition
        for directory in directories { try SystemFiles.makeDirectory(directory) }
    }

    /// Stores a segment as it is now.
    mutating func add(_ segment: JournalSegment, named name: String) throws(SampleStoreError) {
        fileNames.append(name)
        for directory in directories {
            try SystemFiles.store(segment.content, at: "\(directory)/\(name)", size: segment.size)
        }
    }

    /// Stores a segment that the journal has prepared ahead: all zeros (partition-data §3.6).
    mutating func addPrepared(size: Int, named name: String) throws(SampleStoreError) {
        fileNames.append(name)
        for directory in directories {
            try SystemFiles.store([], at: "\(directory)/\(name)", size: size)
        }
    }
}
