import Foundation
import TestFixtures
import Testing
import Verification

/// A snapshot whose database has tables of all compressions: each holds an entry that shows only when it is decompressed.
@Suite("Tables of every compression")
struct CompressedTableTests {
    @Test("the state in tables of Snappy, zlib, bzip2 and Zstandard is judged")
    func state() async throws {
        let (rules, copy) = try await RewrittenSnapshot.findings(try RewrittenSnapshot.contradicting().store())
        #expect(
            rules == [
                "error restore.exported-position-uncovered/exporter-position",
                "error snapshot.state-inconsistent/db-partition",
                "error snapshot.state-inconsistent/last-processed",
                "warning snapshot.state-inconsistent/db-checkpoint",
            ]
        )
        #expect(copy?.verdict == .damaged)
    }
}
