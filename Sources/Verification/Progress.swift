internal import ObjectStorage
internal import Synchronization

/// What a run has done so far, for progress bars and for the account after an interrupt. Safe to read at any time.
public final class Progress: Sendable {
    /// A moment's counts.
    public struct Counts: Sendable, Equatable {
        /// Number of copies of partition backups that are to be checked, as far as it is known.
        public var copiesPlanned: Int64 = 0
        /// Number of copies whose files were listed, so that their bytes are planned.
        public var copiesStarted: Int64 = 0
        /// Number of copies that were checked.
        public var copiesDone: Int64 = 0
        /// Number of bytes in the files of these copies, as far as they were listed.
        public var bytesPlanned: Int64 = 0
        /// Number of these bytes that are proved, or need no proof.
        public var bytesDone: Int64 = 0
        /// Number of objects in listings.
        public var objectsListed: Int64 = 0
        /// Number of objects that were read.
        public var objectsRead: Int64 = 0
        /// Number of bytes that were read.
        public var bytesRead: Int64 = 0
        /// Number of snapshot files that were proved by the checksum in the store's listing, without reading them.
        public var filesProvedByListing: Int64 = 0
    }

    private let state = Mutex(Counts())

    /// Creates progress of which nothing is done.
    public init() {}

    /// The counts at this moment.
    public var counts: Counts { state.withLock { $0 } }

    func update(_ change: (inout Counts) -> Void) {
        state.withLock { change(&$0) }
    }

    /// Where to count the bytes that come from a reader: of one that decompresses nowhere, since what is read and done is
    /// bytes of the store, and it counts those itself.
    func forBytes(of reader: any ObjectReader) -> Progress {
        reader.isDecompressed ? Progress() : self
    }
}
