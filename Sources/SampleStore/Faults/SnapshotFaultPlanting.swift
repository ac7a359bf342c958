extension SnapshotFault {
    func plant(at site: FaultSite) throws(SampleStoreError) {
        let files = try SnapshotFiles(site)
        let checkpointPosition = try site.manifest().checkpointPosition
        switch self {
        case .fileMissing:
            try SystemFiles.remove(files.path(SnapshotFiles.table))
        case .fileTruncated:
            try files.write(SnapshotFiles.manifest, files.read(SnapshotFiles.manifest).dropLast())
        case .fileBitFlip:
            try files.flipBit(in: SnapshotFiles.table)
        case .fileWithoutChecksumEntry:
            try files.write("IDENTITY", Array("4711".utf8))
            try site.editManifest { manifest throws(SampleStoreError) in manifest.addName(.snapshot, "IDENTITY") }
        case .checksumEntryWithoutFile:
            try files.changeChecksums { $0.set("000999.sst", 0xDEAD_BEEF) }
        case .commentChanged, .combinedValueWrong:
            let comment = self == .commentChanged ? "; Written on a rainy day.\n" : "; combinedValue = 1234abcd\n"
            try files.write(files.checksumFileName, Array(comment.utf8) + files.read(files.checksumFileName))
        case .checksumsInUpperCase:
            try upperCaseChecksums(files)
        case .checksumFileMissing, .checksumFileObjectMissing, .checksumFileEmpty, .checksumFileTwice,
            .checksumFileWrongName:
            try plantIntoChecksumFile(files)
        case .idChecksumWrong, .idTooShort, .idIndexBeyondCheckpoint:
            try plantIntoId(files)
        case .metadataNotJSON:
            let content = try files.read(SnapshotFiles.metadata)
            try files.replace(SnapshotFiles.metadata, with: Array(content.prefix(content.count / 2)))
        case .metadataDiffersFromId:
            let metadata = JSONText(bytes: try files.read(SnapshotFiles.metadata))
            try files.setMetadata("processedPosition", to: (metadata.integer(of: "processedPosition") ?? 0) + 1)
        case .lastFollowUpAtCheckpoint:
            try files.setMetadata("lastFollowupEventPosition", to: checkpointPosition)
        case .lastFollowUpBeyondCheckpoint:
            try files.setMetadata("lastFollowupEventPosition", to: checkpointPosition + 5)
        case .maxExportedAtCheckpoint:
            try files.setMetadata("maxExportedPosition", to: checkpointPosition)
        case .currentNamesAbsentManifest:
            try files.replace("CURRENT", with: Array("MANIFEST-000006\n".utf8))
        case .manifestChangedBeforeChecksums:
            try files.flipBit(in: SnapshotFiles.manifest)
            try files.replace(SnapshotFiles.manifest, with: files.read(SnapshotFiles.manifest))
        case .tableChangedBeforeChecksums:
            try files.flipBit(in: SnapshotFiles.table)
            try files.replace(SnapshotFiles.table, with: files.read(SnapshotFiles.table))
        case .liveTableUnlisted:
            try files.remove(SnapshotFiles.table)
        case .optionsMissing:
            try files.remove(DatabaseOptions.fileName)
        case .tableSizeWrong, .blockChangedBeforeTableChecksum, .tableNotInManifest, .tableCameAndWent:
            try plantIntoTables(files)
        case .logNotEmpty, .logDamaged, .logLeftOver:
            try plantIntoLog(files)
        case .exporterBeyondCheckpoint, .exporterUncovered, .exporterAtBeginning, .exporterWithoutPosition,
            .lastProcessedAtCheckpoint, .lastProcessedBeforeId, .keysOfOtherPartition, .checkpointAlreadyKnown,
            .migratedByLaterRelease:
            try plantIntoState(files)
        }
    }

    private func plantIntoChecksumFile(_ files: SnapshotFiles) throws(SampleStoreError) {
        let name = files.checksumFileName
        let other = "1-\(name)"
        switch self {
        case .checksumFileEmpty:
            try files.write(name, [])
        case .checksumFileTwice:
            try files.write(other, files.read(name))
            try files.site.editManifest { manifest throws(SampleStoreError) in manifest.addName(.snapshot, other) }
        case .checksumFileWrongName:
            try files.write(other, files.read(name))
            try SystemFiles.remove(files.path(name))
            try files.site.editManifest { manifest throws(SampleStoreError) in
                manifest.removeNames(.snapshot) { $0 == name }
                manifest.addName(.snapshot, other)
            }
        case .checksumFileMissing:
            try SystemFiles.remove(files.path(name))
            try files.site.editManifest { manifest throws(SampleStoreError) in
                manifest.removeNames(.snapshot) { $0 == name }
            }
        default:
            try SystemFiles.remove(files.path(name))
        }
    }

    private func plantIntoId(_ files: SnapshotFiles) throws(SampleStoreError) {
        var parts = files.snapshotId.split(separator: "-").map(String.init)
        switch self {
        case .idTooShort:
            parts = Array(parts.prefix(3))
        case .idIndexBeyondCheckpoint:
            parts[0] = String(try JournalImage(files.site).checkpoint.index + 1)
        default:
            guard parts.count == 6 else { throw .faultNotApplicable("the snapshot id has no checksum") }
            parts[5] = String((UInt32(parts[5], radix: 16) ?? 0) ^ 1, radix: 16)
        }
        try files.rename(to: parts.joined(separator: "-"))
    }

    private func upperCaseChecksums(_ files: SnapshotFiles) throws(SampleStoreError) {
        let lines = String(decoding: try files.read(files.checksumFileName), as: UTF8.self).split(separator: "\n")
        let changed = lines.map { line in
            guard !line.hasPrefix(";"), let blank = line.firstIndex(of: " ") else { return String(line) }
            return line[..<blank] + line[blank...].uppercased()
        }
        try files.write(files.checksumFileName, Array((changed.joined(separator: "\n") + "\n").utf8))
    }
}
