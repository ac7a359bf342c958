import BackupModel
import Testing

@Suite("Identity (store-layout §2, §3.6)")
struct IdentityTests {
    @Test(
        "member ids: a node, or a zone and a node",
        arguments: [
            ("0", nil, 0), ("12", nil, 12), ("us-east1_0", "us-east1", 0), ("2a_7", "2a", 7),
            ("A_2147483647", "A", Int32.max),
        ] as [(String, String?, Int32)]
    )
    func members(_ text: String, _ zone: String?, _ node: Int32) throws {
        let member = try #require(MemberID(text))
        #expect(member.zone == zone)
        #expect(member.nodeID == node)
        #expect(member.description == text)
    }

    @Test(
        "what no writer writes is no member id",
        arguments: [
            "", "-1", "+1", "01", "1a", "_0", "-a_0", "a_", "a_b", "a_0_1", "zone_01", "2147483648", "ä_0", "a b_0",
            String(repeating: "z", count: 64) + "_0",
        ]
    )
    func noMembers(_ text: String) {
        #expect(MemberID(text) == nil)
    }

    @Test("backups order by checkpoint, partition and member")
    func order() {
        func id(_ checkpoint: Int64, _ partition: Int32, _ node: Int32) -> BackupIdentifier {
            BackupIdentifier(partitionID: partition, checkpointID: checkpoint, member: MemberID(nodeID: node))
        }
        let ordered = [id(9, 2, 1), id(10, 1, 1), id(10, 1, 2), id(10, 2, 0), id(100, 1, 0)]
        #expect(ordered.reversed().sorted() == ordered)
        #expect(id(10, 2, 0).description == "2/10/0")
    }

    @Test(
        "versions by Semantic Versioning 2.0.0",
        arguments: [
            ("8.9.2", 8, 9, 2, nil), ("8.10.0-alpha1", 8, 10, 0, "alpha1"),
            ("8.9.0-alpha4.1+build.7", 8, 9, 0, "alpha4.1"),
            ("0.0.0", 0, 0, 0, nil), ("8.6.0+001", 8, 6, 0, nil),
        ] as [(String, Int, Int, Int, String?)]
    )
    func versions(_ text: String, _ major: Int, _ minor: Int, _ patch: Int, _ preRelease: String?) throws {
        let version = try #require(SemanticVersion(text))
        #expect((version.major, version.minor, version.patch) == (major, minor, patch))
        #expect(version.preRelease == preRelease)
    }

    @Test(
        "other texts are no versions",
        arguments: [
            "", "development", "8.9", "8.9.2.1", "08.9.2", "8.9.2-", "8.9.2-01", "8.9.2-a..b", "8.9.2+", "v8.9.2",
            "8.9.x",
        ]
    )
    func noVersions(_ text: String) {
        #expect(SemanticVersion(text) == nil)
    }

    @Test(
        "a number in a path has neither sign nor leading zero, and fits its type",
        arguments: [
            ("0", 0), ("7", 7), ("2147483647", .max), ("2147483648", nil), ("4294967297", nil), ("21474836470", nil),
            ("99999999999999999999999", nil), ("", nil), ("-1", nil), ("+1", nil), ("01", nil), ("00", nil),
            ("1 ", nil),
            ("1a", nil), ("1/", nil), ("1:", nil), ("٣", nil),
        ] as [(String, Int32?)]
    )
    func canonical(text: String, number: Int32?) {
        #expect(Int32(canonical: text) == number)
        #expect(Int32(canonical: "x\(text)".dropFirst()) == number)
    }
}
