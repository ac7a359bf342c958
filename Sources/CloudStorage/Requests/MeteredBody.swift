/// The body of an answer that is counted, paced, and gives its ticket back at its end.
final class MeteredBody: HTTPBody {
    private let body: any HTTPBody
    private let ticket: ConnectionGate.Ticket
    private let ledger: RequestLedger

    init(_ body: any HTTPBody, _ ticket: ConnectionGate.Ticket, _ ledger: RequestLedger) {
        self.body = body
        self.ticket = ticket
        self.ledger = ledger
    }

    deinit { body.cancel() }

    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(TransportFailure) -> Int {
        do throws(TransportFailure) {
            let count = try await unsafe body.read(into: buffer)
            if count > 0 {
                try await ledger.received(count)
            } else if unsafe !buffer.isEmpty {
                ticket.release()
            }
            return count
        } catch {
            cancel()
            throw error
        }
    }

    func cancel() {
        body.cancel()
        ticket.release()
    }

    /// Lets others have the connection if they need it before the reader goes on.
    func park() {
        ticket.park { [weak self] in self?.cancel() }
    }

    /// Goes on reading; false when the connection is gone.
    func unpark() -> Bool {
        ticket.unpark()
    }
}
