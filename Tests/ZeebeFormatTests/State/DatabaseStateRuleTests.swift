import Testing
import ZeebeFormat

/// The rules over a state with numbers at the ends of their range: they judge, and never trap.
@Suite("Rules over the state: edges")
struct DatabaseStateRuleTests {
    private func state(processed: Int64) -> DatabaseState {
        let key = [UInt8](repeating: 0, count: 8) + [0, 0, 0, 24] + Array("LAST_PROCESSED_EVENT_KEY".utf8)
        var value: [UInt8] = [0x81, 0xB3] + Array("lastProcessPosition".utf8) + [0xD3]
        for shift in stride(from: 56, through: 0, by: -8) {
            value.append(UInt8(truncatingIfNeeded: processed >> shift))
        }
        var collector = StateCollector()
        collector.visit(key.span.bytes, version: EntryVersion(sequence: 1, type: .value), value: value.span.bytes)
        return collector.state()
    }

    private func violations(processed: Int64, first: Int64, checkpoint: Int64 = 507) -> [Rule] {
        DatabaseStateRules(
            state(processed: processed),
            expectation: DatabaseStateRules.Expectation(
                partitionID: 1,
                checkpointID: 9,
                checkpointPosition: checkpoint,
                processedPosition: nil,
                firstPosition: first,
                brokerVersion: "8.9.0"
            )
        ).violations.map(\.rule)
    }

    @Test("the first position of a log may be any number")
    func firstPosition() {
        #expect(violations(processed: 500, first: .min) == [])
        #expect(violations(processed: .min, first: .min) == [])
        #expect(violations(processed: .min, first: .max) == [.lastProcessedPosition])
        #expect(violations(processed: 500, first: 501) == [])
        #expect(violations(processed: 500, first: 502) == [.lastProcessedPosition])
        #expect(violations(processed: .max, first: 1) == [.lastProcessedPosition])
        #expect(violations(processed: .max - 1, first: .max, checkpoint: .max) == [])
    }
}
