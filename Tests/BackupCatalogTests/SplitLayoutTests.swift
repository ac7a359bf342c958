import BackupCatalog
import BackupModel
import ObjectStorage
import Testing

@Suite("Keys of the split layout (store-layout §3)")
struct SplitLayoutTests {
    static let id = BackupIdentifier(partitionID: 1, checkpointID: 1_777_280_400_217, member: MemberID(nodeID: 0))

    @Test(
        "keys that name something",
        arguments: [
            ("manifests/1/1777280400217/0/manifest.json", .manifest(id)),
            ("contents/1/1777280400217/0/snapshot/CURRENT", .content(id, path: "snapshot/CURRENT")),
            ("contents/1/1777280400217/0/x", .content(id, path: "x")),
            ("metadata/1/metadata.json", .metadata(partitionID: 1)),
            ("ranges/2/100.start", .marker(partitionID: 2, RangeMarker(checkpointID: 100, kind: .start))),
            ("index/1/0/index.bin", .index),
        ] as [(String, SplitLayout.Place)]
    )
    func places(_ text: String, _ place: SplitLayout.Place) throws {
        #expect(SplitLayout.place(of: try ObjectKey(text)) == place)
    }

    @Test(
        "keys that name nothing of the layout",
        arguments: [
            "manifests/1/5/0/old-manifest.json", "manifests/01/5/0/manifest.json", "manifests/1/05/0/manifest.json",
            "manifests/0/5/0/manifest.json", "manifests/1/5/manifest.json", "manifests/1/5/zone/0/manifest.json",
            "manifests/1/9223372036854775808/0/manifest.json", "manifests/4294967297/5/0/manifest.json",
            "manifest.json",
            "metadata/1/metadata.json.bak", "metadata/metadata.json", "ranges/1/x.start", "1/5/0/manifest.json",
            "other/1/5/0/x",
        ]
    )
    func foreign(_ text: String) throws {
        #expect(SplitLayout.place(of: try ObjectKey(text)) == .foreign)
    }

    @Test("keys lead back to what they were made of", arguments: [Catalog.Layout.split, .legacyS3])
    func roundTrip(_ layout: Catalog.Layout) throws {
        let place = CopyPlace(Self.id, layout)
        #expect(CopyPlace(ofManifestAt: try place.manifestKey()) == place)
        let owner = try #require(CopyPlace.owner(of: try place.contentKey(.segments, "a.log")))
        #expect(owner.place == place)
        #expect(owner.path == "segments/a.log")
        #expect(throws: StorageError.self) { try place.contentKey(.segments, "../../etc/passwd") }
    }
}
