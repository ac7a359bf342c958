import Reporting
import Testing

@testable import Verification

@Suite("ProgressLine")
struct ProgressLineTests {
    private func counts(_ change: (inout Verification.Progress.Counts) -> Void) -> Verification.Progress.Counts {
        var counts = Verification.Progress.Counts()
        change(&counts)
        return counts
    }

    private var running: Verification.Progress.Counts {
        counts {
            $0.copiesPlanned = 30
            $0.copiesStarted = 20
            $0.copiesDone = 12
            $0.bytesPlanned = 2_000_000_000
            $0.bytesDone = 1_288_490_188
        }
    }

    @Test("percentage, bar, bytes, rate, time left, copies")
    func full() {
        #expect(
            ProgressLine.text(running, elapsed: 13)
                == " 42% [#######-----------] 1.2 GiB of ~2.8 GiB  99.1 MB/s  ETA 17 s  12/30 copies"
        )
        #expect(
            ProgressLine.text(running, elapsed: 13, bytesPerSecond: 50_000_000, width: 120)
                == " 42% [############------------------] 1.2 GiB of ~2.8 GiB  50.0 MB/s  ETA 34 s  12/30 copies"
        )
    }

    @Test("what does not fit is left out, and no line is wider than the terminal", arguments: 0...120)
    func widths(_ width: Int) {
        #expect(ProgressLine.text(running, elapsed: 13, width: width).count <= width)
        #expect(ProgressLine.text(counts { $0.objectsListed = 123_456 }, elapsed: 1, width: width).count <= width)
    }

    @Test("narrow terminals keep the percentage and the bytes")
    func narrow() {
        #expect(ProgressLine.text(running, elapsed: 13, width: 36) == " 42% 1.2 GiB of ~2.8 GiB  99.1 MB/s")
        #expect(ProgressLine.text(running, elapsed: 13, width: 30) == " 42% 1.2 GiB of ~2.8 GiB")
    }

    @Test("before the copies are known it counts objects")
    func listing() {
        #expect(ProgressLine.text(counts { $0.objectsListed = 1 }, elapsed: 0) == "listing: 1 object")
        #expect(ProgressLine.text(counts { $0.objectsListed = 12_345 }, elapsed: 0) == "listing: 12,345 objects")
    }

    @Test("100% means that all is done, not that bytes are")
    func done() {
        var counts = running
        counts.copiesStarted = 30
        counts.bytesDone = counts.bytesPlanned
        #expect(ProgressLine.text(counts, elapsed: 20).hasPrefix(" 99% "))
        counts.copiesDone = 30
        let line = ProgressLine.text(counts, elapsed: 20)
        #expect(line.hasPrefix("100% [####"))
        #expect(!line.contains("ETA"))
        #expect(!line.contains("~"))
    }

    @Test("no rate, no size and no time are no trap")
    func extremes() {
        var counts = running
        counts.bytesPlanned = .max
        #expect(!ProgressLine.text(counts, elapsed: 0).contains("ETA"))
        #expect(!ProgressLine.text(counts, elapsed: .nan, bytesPerSecond: .nan).isEmpty)
        #expect(!ProgressLine.text(counts, elapsed: 1, bytesPerSecond: .infinity).isEmpty)
        counts.bytesPlanned = 0
        counts.bytesDone = 0
        #expect(ProgressLine.text(counts, elapsed: 1).hasPrefix(" 40% "))
    }

    @Test("the rate follows the last seconds and ignores a clock that stands still")
    func smoothing() {
        var rate = SmoothedRate()
        #expect(rate.bytesPerSecond == nil)
        rate.observe(bytes: 0, seconds: 0)
        #expect(rate.bytesPerSecond == nil)
        rate.observe(bytes: 1000, seconds: 1)
        #expect(rate.bytesPerSecond == 1000)
        rate.observe(bytes: 5000, seconds: 1)
        #expect(rate.bytesPerSecond == 1000)
        rate.observe(bytes: 16_000, seconds: 6)
        #expect(rate.bytesPerSecond == 2000)
        for second in 7...60 { rate.observe(bytes: 16_000, seconds: Double(second)) }
        #expect((rate.bytesPerSecond ?? .infinity) < 1)
    }
}
