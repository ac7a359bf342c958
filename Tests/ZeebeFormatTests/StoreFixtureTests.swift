import Checksums
import Foundation
import Testing
import ZeebeFormat

/// Compares the decoders with files that Zeebe's own code wrote.
@Suite("Files from Zeebe")
struct StoreFixtureTests {
    private static let directories = SharedData.directories("fixtures-zeebe", "spec/vectors")

    private func read<T>(_ url: URL, _ decoder: (RawSpan) throws(FormatError) -> T) throws -> T {
        try decode(Array(Data(contentsOf: url)), decoder).get()
    }

    @Test("the checksum inside every id of 6 parts is that of its checksum file")
    func idChecksums() throws {
        var counts: [Int: Int] = [:]
        for url in SharedData.files(below: Self.directories, where: { $0.hasSuffix(SnapshotChecksumFile.nameSuffix) }) {
            let id = try SnapshotID(String(url.lastPathComponent.dropLast(SnapshotChecksumFile.nameSuffix.count)))
            #expect(id.checksumFileName == url.lastPathComponent)
            let bytes = Array(try Data(contentsOf: url))
            // Damaged on purpose: an entry was added to or removed from the checksum file.
            if url.path().contains("/checksum-file-entry-") { continue }
            let file = try decode(bytes) { (span) throws(FormatError) in try SnapshotChecksumFile(span) }.get()
            #expect(file.form == .text && !file.entries.isEmpty && file.repeatedNames.isEmpty && file.ignoredLines == 0)
            if let checksum = id.checksum {
                #expect(SnapshotIDChecksum.value(of: file) == checksum, "\(url.path())")
                #expect(id.text.hasSuffix("-" + SnapshotIDChecksum.text(of: checksum)))
            }
            counts[id.text.split(separator: "-").count, default: 0] += 1
        }
        print("checksum files by number of id parts: \(counts.sorted { $0.key < $1.key })")
        if !Self.directories.isEmpty { #expect(counts[6] ?? 0 > 0 && counts[4] ?? 0 > 0) }
    }

    @Test("zeebe.metadata agrees with the id")
    func metadata() throws {
        var count = 0
        for url in SharedData.files(below: Self.directories, where: { $0 == SnapshotMetadata.fileName }) {
            let directory = url.deletingLastPathComponent()
            let checksumFiles = try FileManager.default.contentsOfDirectory(atPath: directory.path())
                .filter { $0.hasSuffix(SnapshotChecksumFile.nameSuffix) }
            guard let name = checksumFiles.first else { continue }
            let id = try SnapshotID(String(name.dropLast(SnapshotChecksumFile.nameSuffix.count)))
            let metadata = try read(url) { (span) throws(FormatError) in try SnapshotMetadata(span) }
            #expect(metadata.processedPosition == id.processedPosition, "\(url.path())")
            #expect(metadata.exportedPosition == id.exportedPosition, "\(url.path())")
            #expect(metadata.version == 1)
            #expect(metadata.lastFollowupEventPosition >= metadata.processedPosition)
            count += 1
        }
        print("zeebe.metadata files: \(count)")
        if !Self.directories.isEmpty { #expect(count > 0) }
    }

    @Test("files of undamaged snapshots have the listed checksums, and the combined value is one of the two")
    func snapshotFiles() throws {
        var (files, combinedValues) = (0, 0)
        for url in SharedData.files(below: Self.directories, where: { $0.hasSuffix(SnapshotChecksumFile.nameSuffix) }) {
            let path = url.path()
            guard
                path.contains("spec/vectors/partition-") || path.contains("snapshot-real")
                    || path.contains("/s3-8.1-filelist")
            else { continue }
            let list = try read(url) { (span) throws(FormatError) in try SnapshotChecksumFile(span) }
            var combined: [CombinedChecksum.File] = []
            for entry in list.entries {
                let content = Array(try Data(contentsOf: url.deletingLastPathComponent().appending(path: entry.name)))
                let checksum = CRC32C.checksum(of: content.span.bytes)
                #expect(UInt64(checksum) == entry.value, "\(path): \(entry.name)")
                combined.append(.init(name: entry.name, checksum: checksum, size: UInt64(content.count)))
                files += 1
            }
            guard let listed = list.combinedValue else { continue }
            let values = CombinedChecksum.Scope.allCases.map { UInt64(CombinedChecksum.value(of: combined, scope: $0)) }
            #expect(values.contains(listed), "\(path)")
            combinedValues += 1
        }
        print("snapshot files: \(files), combined values: \(combinedValues)")
        if !Self.directories.isEmpty { #expect(files > 0 && combinedValues > 0) }
    }

    @Test("the combined value without the SST files, of the vectors' writer with that defect")
    func combinedValueWithoutTables() throws {
        for vectors in Self.directories where vectors.lastPathComponent == "vectors" {
            let directory = vectors.appending(path: "partition-a-8.1-style/snapshot")
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path())
            let files = try names.filter { !$0.hasSuffix(SnapshotChecksumFile.nameSuffix) }
                .map { name in
                    let content = Array(try Data(contentsOf: directory.appending(path: name)))
                    return CombinedChecksum.File(
                        name: name,
                        checksum: CRC32C.checksum(of: content.span.bytes),
                        size: UInt64(content.count)
                    )
                }
            #expect(CombinedChecksum.value(of: files) == 0x4822_D673)
            #expect(CombinedChecksum.value(of: files, scope: .withoutSSTFiles) == 0x46ED_27F8)
        }
    }

    @Test("every JSON file is read, and written again as it was where Zeebe wrote it without blanks and decimals")
    func json() throws {
        var (read, written, timestamps) = (0, 0, 0)
        for url in SharedData.files(below: Self.directories, where: { $0 == "manifest.json" || $0 == "metadata.json" })
        {
            let bytes = Array(try Data(contentsOf: url))
            let result = decode(bytes) { (span) throws(FormatError) in try transcode(span) }
            // Damaged on purpose: a file that was cut.
            if url.path().contains("-cut/"), result.error != nil { continue }
            let copy = try result.get()
            read += 1
            timestamps += copy.timestamps
            if let compact = copy.compact {
                #expect(compact.elementsEqual(bytes[..<copy.end]), "\(url.path())")
                written += 1
            }
        }
        print("JSON files read: \(read), written alike: \(written), timestamps: \(timestamps)")
        if !Self.directories.isEmpty { #expect(read > 0 && written > 0 && timestamps > 0) }
    }

    /// Reads a value and writes it again; the text is nil when it holds a number that is no integer.
    ///
    /// Timestamps on the way must come back as they were.
    private func transcode(_ span: RawSpan) throws(FormatError) -> (compact: [UInt8]?, end: Int, timestamps: Int) {
        var parser = JSONPullParser(span)
        var writer = JSONWriter()
        var hasDecimals = false
        var timestamps = 0
        var isTimestamp = false
        while let token = try parser.nextToken() {
            switch token {
            case .beginObject: writer.beginObject()
            case .endObject: writer.endObject()
            case .beginArray: writer.beginArray()
            case .endArray: writer.endArray()
            case .key(let text):
                let key = parser.string(text)
                isTimestamp = ["createdAt", "modifiedAt", "lastUpdated", "checkpointTimestamp"].contains(key)
                writer.key(key)
            case .string(let text):
                let string = parser.string(text)
                if isTimestamp {
                    let description = try Timestamp(iso8601: string).description
                    #expect(description == string)
                    timestamps += 1
                }
                writer.value(string)
            case .number(let number):
                if isTimestamp {
                    _ = try Timestamp(decimalSeconds: parser.digits(number))
                    timestamps += 1
                }
                if number.isInteger { writer.value(try parser.int64(number)) } else { writer.null() }
                hasDecimals = hasDecimals || !number.isInteger
            case .boolean(let value): writer.value(value)
            case .null: writer.null()
            }
        }
        return (hasDecimals ? nil : writer.bytes, parser.end ?? 0, timestamps)
    }
}
