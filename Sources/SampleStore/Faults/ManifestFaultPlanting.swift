extension ManifestFault {
    func plant(at site: FaultSite) throws(SampleStoreError) {
        switch self {
        case .cut, .empty, .notUTF8, .otherBytesLeftOver:
            try plantIntoBytes(at: site)
        case .fileNameTwice, .fileNameTraversal, .fileNameAbsolute, .fileNameEmpty, .fileNameLong,
            .fileNameControlCharacters, .segmentsEmpty, .snapshotIdWithoutFiles, .filesWithoutSnapshotId:
            try plantIntoLists(at: site)
        case .checkpointPositionZero, .checkpointPositionNegative, .checkpointPositionBeyondLog,
            .checkpointPositionOfOtherRecord, .firstLogPositionWrong, .firstLogPositionAfterCheckpoint:
            try plantIntoPositions(at: site)
        case .unknownProperty, .unknownState, .propertyMissing, .idMismatch, .timeUnreadable, .checkpointTypeUnknown,
            .numberOfPartitionsTooSmall, .numberOfPartitionsDiffers, .brokerVersionInvalid, .createdAfterModified,
            .createdInTheFuture:
            try plantIntoProperties(at: site)
        }
    }

    private func plantIntoBytes(at site: FaultSite) throws(SampleStoreError) {
        var content = try site.manifest().content
        switch self {
        case .cut:
            content.removeLast(content.count / 2)
        case .empty:
            content = []
        case .notUTF8:
            let document = JSONText(bytes: content)
            guard let version = document.value(of: "brokerVersion") else { break }
            content[version.lowerBound + 1] = 0xFF
        default:
            content = try site.manifest().document.bytes + Array("7Z\"}\"}".utf8)
        }
        try SystemFiles.store(content, at: site.manifestPath)
    }

    private func plantIntoLists(at site: FaultSite) throws(SampleStoreError) {
        try site.editManifest { manifest throws(SampleStoreError) in
            switch self {
            case .fileNameTwice:
                guard let first = manifest.names(.segments).first else { break }
                manifest.addName(.segments, first)
            case .fileNameTraversal: manifest.addName(.snapshot, "../../etc/passwd")
            case .fileNameAbsolute: manifest.addName(.snapshot, "/etc/passwd")
            case .fileNameEmpty: manifest.addName(.snapshot, "")
            case .fileNameLong: manifest.addName(.snapshot, String(repeating: "x", count: 4096))
            case .fileNameControlCharacters: manifest.addName(.snapshot, "000008\\u0000\\u001b[2J\\n.sst")
            case .segmentsEmpty: manifest.setNames(.segments, [])
            case .snapshotIdWithoutFiles: manifest.setNames(.snapshot, [])
            default:
                guard manifest.snapshotId != nil else { throw .faultNotApplicable("the backup has no snapshot") }
                manifest.document.remove("snapshotId")
            }
        }
    }

    private func plantIntoPositions(at site: FaultSite) throws(SampleStoreError) {
        try site.editManifest { manifest throws(SampleStoreError) in
            let checkpoint = manifest.checkpointPosition
            let first = manifest.document.integer(of: "firstLogPosition")
            switch self {
            case .checkpointPositionZero: manifest.document.replace("checkpointPosition", with: "0")
            case .checkpointPositionNegative: manifest.document.replace("checkpointPosition", with: "-5")
            case .checkpointPositionBeyondLog:
                manifest.document.replace("checkpointPosition", with: "\(checkpoint + 1_000_000)")
            case .checkpointPositionOfOtherRecord:
                manifest.document.replace("checkpointPosition", with: "\(checkpoint + 1)")
            case .firstLogPositionWrong:
                guard let first else { throw .faultNotApplicable("the manifest has no firstLogPosition") }
                manifest.document.replace("firstLogPosition", with: "\(first + 1)")
            default:
                guard first != nil else { throw .faultNotApplicable("the manifest has no firstLogPosition") }
                manifest.document.replace("firstLogPosition", with: "\(checkpoint + 3)")
            }
        }
    }

    private func plantIntoProperties(at site: FaultSite) throws(SampleStoreError) {
        try site.editManifest { manifest throws(SampleStoreError) in
            let partitions = manifest.document.integer(of: "numberOfPartitions") ?? 1
            switch self {
            case .unknownProperty:
                manifest.document.replace("numberOfPartitions", with: "\(partitions),\"colour\":\"red\"")
            case .unknownState: manifest.document.replace("statusCode", with: "\"ARCHIVED\"")
            case .propertyMissing: manifest.document.remove("checkpointPosition")
            case .idMismatch: manifest.document.replace("checkpointId", with: "\(site.checkpointId + 1)")
            case .timeUnreadable: manifest.document.replace("createdAt", with: "\"last Tuesday\"")
            case .checkpointTypeUnknown: manifest.document.replace("checkpointType", with: "\"WEEKLY_BACKUP\"")
            case .numberOfPartitionsTooSmall:
                manifest.document.replace("numberOfPartitions", with: "\(site.partition - 1)")
            case .numberOfPartitionsDiffers: manifest.document.replace("numberOfPartitions", with: "\(partitions + 1)")
            case .brokerVersionInvalid: manifest.document.replace("brokerVersion", with: "\"8.x-nightly\"")
            case .createdInTheFuture:
                manifest.document.replace("createdAt", with: "\"2126-05-01T00:00:00.000000001Z\"")
                manifest.document.replace("modifiedAt", with: "\"2126-05-01T00:00:07.000000001Z\"")
            default:
                let created = manifest.document.text(of: "createdAt") ?? ""
                let modified = manifest.document.text(of: "modifiedAt") ?? ""
                manifest.document.replace("createdAt", with: modified)
                manifest.document.replace("modifiedAt", with: created)
            }
        }
    }
}
