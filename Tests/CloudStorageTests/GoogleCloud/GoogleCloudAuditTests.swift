import BackupModel
import Foundation
import ObjectStorage
import SampleStore
import TestFixtures
import Testing
import Verification
import ZeebeFormat

@testable import CloudStorage

/// Whole audits of a bucket while one request of them goes wrong: no run hangs, and none says of anything that it is right
/// when it was not read.
@Suite("Audits of Google Cloud Storage with faults", .timeLimit(.minutes(10)))
struct GoogleCloudAuditTests {
    private static let objects: [String: [UInt8]] = {
        do {
            let directory = try TemporaryDirectory()
            try SampleStore.write(
                SampleStoreSpecification(partitions: 1, backups: [SampleBackup(100)]),
                to: directory.path
            )
            return try StoreFiles(directory: URL(filePath: directory.path)).files
        } catch {
            fatalError("\(error)")
        }
    }()

    private func bucket(_ place: Int?, _ fault: FakeGoogleBucket.Fault) -> FakeGoogleBucket {
        FakeGoogleBucket(Self.objects, prefix: "base/", pageCount: 5) { index, _ in index == place ? fault : nil }
    }

    private func places() async throws -> Range<Int> {
        let bucket = bucket(nil, .long)
        let transport = bucket.transport
        let store = bucket.store(transport)
        let result = try await AuditRun.run(store)
        #expect(result.texts(.warning) == [])
        #expect(result.verdict == .ok)
        #expect(store.requestCount == Int64(transport.requests.count))
        return 0..<transport.requests.count
    }

    @Test("what passes is got over at every request: the audit finds nothing")
    func transient() async throws {
        let faults: [FakeGoogleBucket.Fault] = [
            .answer(500), .answer(503), .answer(429, [("Retry-After", "2")]), .fail(TransportFailure(.closed, "reset")),
            .fail(TransportFailure(.readTimeout, "stall")), .cut(20), .long, .otherRange, .halfPage,
        ]
        for place in try await places() {
            for fault in faults {
                let result = try await AuditRun.run(bucket(place, fault).store())
                #expect(result.texts(.warning) == [], "\(fault) at request \(place)")
                #expect(result.verdict == .ok)
            }
        }
    }

    @Test("what does not pass is never ok: a refusal, an object that is gone or another, a list that cannot be right")
    func lasting() async throws {
        let all = try await places()
        let faults: [FakeGoogleBucket.Fault] = [
            .answer(403), .answer(404, [], FakeGoogleBucket.text(404, "No such object: bucket/x")), .repeatPage,
        ]
        for fault in faults {
            var seen = 0
            for place in all {
                let result: AuditResult
                do {
                    result = try await AuditRun.run(bucket(place, fault).store())
                } catch {
                    #expect(error is StorageError)
                    seen += 1
                    continue
                }
                if result.verdict != .ok || !result.texts(.warning).isEmpty { seen += 1 }
                // Where the fault meets nothing, as a page that cannot come twice, all is as it was.
                #expect(result.verdict != .ok || result.restorableBackups == [100], "\(fault) at request \(place)")
            }
            #expect(seen > 0, "\(fault)")
        }
    }

    @Test("one wrong bit in a body is found wherever it matters")
    func flipped() async throws {
        let all = try await places()
        var found = 0
        for place in all {
            let bucket = bucket(place, .flip)
            let transport = bucket.transport
            let result: AuditResult
            do {
                result = try await AuditRun.run(bucket.store(transport))
            } catch {
                found += 1
                continue
            }
            let path = transport.requests[place].path
            // A manifest that does not fit its checksum is read once more. An empty file has no bit.
            let mattered = path.contains("%2Fsnapshot%2F") && !path.hasSuffix(".log")
            if path.hasSuffix("manifest.json") { #expect(transport.requests.count > all.count) }
            if mattered { #expect(result.verdict == .damaged, "request \(place): \(path)") }
            if result.verdict == .damaged { found += 1 }
        }
        #expect(found > 5)
    }
}
