internal import Reporting
internal import Verification

/// Says before hours of reading, and before the bill for them, how much is going to be read over the network.
struct ReadingForecast {
    private let session: StoreSession
    private let selection: Selection

    /// Less than this is read without a word.
    private static let threshold: Int64 = 1 << 30

    init(_ session: StoreSession, _ selection: Selection) {
        self.session = session
        self.selection = selection
    }

    /// Prints the forecast on standard error where it is worth a word.
    ///
    /// - Throws: `Audit.NothingSelected`; `StorageError` when the store cannot be listed; `CancellationError`.
    func announce() async throws {
        let forecast = try await AuditForecast(session.store, session.catalog, selection)
        guard forecast.bytes > Self.threshold else { return }
        Console.complain(
            "reading \(HumanForm.bytes(forecast.bytes)) of \(HumanForm.count(forecast.objects, "object"))"
                + " in about \(HumanForm.count(forecast.requests, "request"))"
        )
    }
}
