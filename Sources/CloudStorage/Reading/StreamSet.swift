/// The transfers of one object that wait for their next read, and what is known of where reading goes on.
struct StreamSet: Sendable {
    /// Ranges end at multiples of this, so that readers of neighbouring parts do not fetch the same bytes twice.
    static let rangeByteCount: UInt64 = 16 * 1024 * 1024

    /// The size from which ranges grow fourfold while the reading goes on in order.
    static let firstByteCount: UInt64 = 256 * 1024

    /// The most transfers that are kept open.
    static let maximumStreams = 4

    /// The most places that are remembered.
    private static let maximumTracks = 16

    /// A place up to which was asked for, and how much was asked for there.
    private struct Track {
        let next: UInt64
        let byteCount: UInt64
    }

    private var streams: [RangeStream] = []
    /// Oldest first.
    private var tracks: [Track] = []

    /// Begins with the transfer that opened the object, behind which the reading is expected to go on.
    mutating func begin(with stream: RangeStream) {
        tracks.append(Track(next: stream.end, byteCount: Self.rangeByteCount))
        keep(stream)
    }

    /// Takes the transfer whose next byte is at `place`; `nil` when there is none.
    mutating func take(at place: UInt64) -> RangeStream? {
        guard let index = streams.firstIndex(where: { $0.next == place }) else { return nil }
        let stream = streams.remove(at: index)
        return stream.unpark() ? stream : nil
    }

    /// Keeps a transfer for its next read. One too many ends the one that has waited longest.
    mutating func keep(_ stream: RangeStream) {
        stream.park()
        streams.append(stream)
        if streams.count > Self.maximumStreams { streams.removeFirst().cancel() }
    }

    /// The range to ask for at `place`: what is wanted, or more where the reading goes on in order.
    mutating func nextRange(at place: UInt64, wanted: UInt64, size: UInt64) -> Range<UInt64> {
        var byteCount = wanted
        if let index = tracks.firstIndex(where: { $0.next == place }) {
            byteCount = max(wanted, min(tracks.remove(at: index).byteCount * 4, Self.rangeByteCount))
        }
        let untilBoundary = Self.rangeByteCount - place % Self.rangeByteCount
        let range = place..<(place + min(byteCount, untilBoundary, size - place))
        tracks.append(Track(next: range.upperBound, byteCount: max(byteCount, Self.firstByteCount)))
        if tracks.count > Self.maximumTracks { tracks.removeFirst() }
        return range
    }
}
