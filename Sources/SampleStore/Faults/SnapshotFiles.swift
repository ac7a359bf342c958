internal import Checksums

/// The snapshot files of a written partition backup.
struct SnapshotFiles: Sendable {
    static let table = TableFacts.fileName(DatabaseWriter.smallTable)
    static let manifest = DatabaseManifest.fileName
    static let log = "000004.log"
    static let metadata = "zeebe.metadata"

    let site: FaultSite
    let snapshotId: String

    init(_ site: FaultSite) throws(SampleStoreError) {
        self.site = site
        guard let id = try site.manifest().snapshotId else { throw .faultNotApplicable("the backup has no snapshot") }
        snapshotId = id
    }

    var checksumFileName: String { "\(snapshotId).checksum" }

    func path(_ name: String) -> String { "\(site.snapshotDirectory)/\(name)" }

    func read(_ name: String) throws(SampleStoreError) -> [UInt8] { try SystemFiles.contents(of: path(name)) }

    func write(_ name: String, _ content: [UInt8]) throws(SampleStoreError) {
        try SystemFiles.store(content, at: path(name))
    }

    func checksums() throws(SampleStoreError) -> ChecksumFile {
        ChecksumFile(text: String(decoding: try read(checksumFileName), as: UTF8.self))
    }

    /// Flips a bit in the middle of a file.
    func flipBit(in name: String) throws(SampleStoreError) {
        var content = try read(name)
        guard !content.isEmpty else { throw .faultNotApplicable("\(name) is empty") }
        content[content.count / 2] ^= 0x10
        try write(name, content)
    }

    /// Gives a file new content, and makes its checksum and the snapshot id fit.
    func replace(_ name: String, with content: [UInt8]) throws(SampleStoreError) {
        try write(name, content)
        try changeChecksums { $0.set(name, unsafe CRC32C.checksum(of: content.span.bytes)) }
    }

    /// Adds a file that is listed everywhere.
    func add(_ name: String, _ content: [UInt8]) throws(SampleStoreError) {
        try replace(name, with: content)
        try site.editManifest { manifest throws(SampleStoreError) in manifest.addName(.snapshot, name) }
    }

    /// Deletes a file, and takes it out of all lists.
    func remove(_ name: String) throws(SampleStoreError) {
        try SystemFiles.remove(path(name))
        try changeChecksums { $0.remove(name) }
        try site.editManifest { manifest throws(SampleStoreError) in
            manifest.removeNames(.snapshot) { $0 == name }
        }
    }

    /// Changes the checksum file, and makes the snapshot id fit.
    func changeChecksums(_ change: (inout ChecksumFile) -> Void) throws(SampleStoreError) {
        var list = try checksums()
        change(&list)
        var parts = snapshotId.split(separator: "-").map(String.init)
        if parts.count == 6 { parts[5] = String(list.idChecksum, radix: 16) }
        try rename(to: parts.joined(separator: "-"), content: Array(list.text.utf8))
    }

    /// Gives the snapshot another id, everywhere.
    func rename(to id: String, content: [UInt8]? = nil) throws(SampleStoreError) {
        let old = try read(checksumFileName)
        try SystemFiles.remove(path(checksumFileName))
        try write("\(id).checksum", content ?? old)
        try site.editManifest { manifest throws(SampleStoreError) in
            manifest.removeNames(.snapshot) { $0 == checksumFileName }
            manifest.addName(.snapshot, "\(id).checksum")
            manifest.document.replace("snapshotId", with: "\"\(id)\"")
        }
    }

    /// Changes a number in `zeebe.metadata`, with fitting checksums.
    func setMetadata(_ key: String, to number: Int64) throws(SampleStoreError) {
        var text = JSONText(bytes: try read(Self.metadata))
        guard text.value(of: key) != nil else { throw .faultNotApplicable("zeebe.metadata has no \(key)") }
        text.replace(key, with: "\(number)")
        try replace(Self.metadata, with: text.bytes)
    }
}
