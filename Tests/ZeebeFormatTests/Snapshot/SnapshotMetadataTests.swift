import Testing
import ZeebeFormat

@Suite("SnapshotMetadata")
struct SnapshotMetadataTests {
    private func read(_ text: String) -> Result<SnapshotMetadata, FormatError> {
        decode(Array(text.utf8)) { (span) throws(FormatError) in try SnapshotMetadata(span) }
    }

    @Test("the forms of all releases are read")
    func releases() throws {
        let old = try read(
            #"{"version":1,"processedPosition":495,"exportedPosition":480,"lastFollowupEventPosition":500}"#
        ).get()
        #expect((old.version, old.processedPosition, old.exportedPosition) == (1, 495, 480))
        #expect(old.lastFollowupEventPosition == 500)
        #expect(!old.isBootstrap && old.maxExportedPosition == nil)
        #expect(try read(#"{"processedPosition":0,"exportedPosition":0,"isBootstrap":true}"#).get().isBootstrap)
        #expect(try read(#"{"processedPosition":0,"exportedPosition":0,"bootstrap":true}"#).get().isBootstrap)
        let newest = try read(
            #"{"exportedPosition":480,"maxExportedPosition":483,"processedPosition":495,"totalSizeBytes":7}"#
        ).get()
        #expect(newest.maxExportedPosition == 483)
    }

    @Test("what is absent or null is unknown")
    func absent() throws {
        for text in [
            #"{"processedPosition":1,"exportedPosition":2}"#,
            #"{"version":null,"processedPosition":1,"exportedPosition":2,"lastFollowupEventPosition":null,"maxExportedPosition":null,"bootstrap":null}"#,
        ] {
            let metadata = try read(text).get()
            #expect(metadata.version == nil && metadata.maxExportedPosition == nil && !metadata.isBootstrap)
            #expect(metadata.lastFollowupEventPosition == SnapshotMetadata.unknownPosition)
        }
    }

    @Test("positions are exact in 64 bits")
    func exact() throws {
        let text =
            #"{"processedPosition":9007199254740993,"exportedPosition":9223372036854775807,"lastFollowupEventPosition":-1}"#
        let metadata = try read(text).get()
        #expect(metadata.processedPosition == 9_007_199_254_740_993)
        #expect(metadata.exportedPosition == Int64.max)
        #expect(metadata.lastFollowupEventPosition == -1)
    }

    @Test("unknown keys, repeated keys, a byte order mark and left-over bytes do no harm")
    func tolerance() throws {
        let text =
            "\u{FEFF}" + #" {"new":{"a":[1,{}]},"processedPosition":1,"processedPosition":2,"exportedPosition":3}"}x"#
        #expect(try read(text).get().processedPosition == 2)
    }

    @Test(
        "other contents are refused",
        arguments: [
            "", "[]", "null", "{}", "{", #"{"processedPosition":1}"#, #"{"exportedPosition":1}"#,
            #"{"processedPosition":null,"exportedPosition":1}"#, #"{"processedPosition":"1","exportedPosition":1}"#,
            #"{"processedPosition":1.0,"exportedPosition":1}"#,
            #"{"processedPosition":9223372036854775808,"exportedPosition":1}"#,
            #"{"processedPosition":1,"exportedPosition":1,"isBootstrap":0}"#,
            #"{"processedPosition":1,"exportedPosition":1"#,
            #"{"ProcessedPosition":1,"exportedPosition":1}"#,
        ]
    )
    func refused(text: String) {
        #expect(read(text).error != nil)
    }
}
