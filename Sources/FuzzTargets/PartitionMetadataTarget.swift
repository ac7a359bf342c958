internal import BackupCatalog
internal import BackupModel
internal import ZeebeFormat

/// The rules over partition metadata neither trap nor print hostile text.
enum PartitionMetadataTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let metadata: PartitionMetadata
        do throws(FormatError) {
            metadata = try PartitionMetadataDecoder.decode(bytes)
        } catch {
            try require(error, isInside: bytes.byteCount)
            return
        }
        try proveTimestamp(metadata.lastUpdated)
        for checkpoint in metadata.checkpoints { try proveTimestamp(checkpoint.checkpointTimestamp) }
        // Every second backup has a manifest; one manifest is of no backup in the file.
        let known = metadata.checkpoints.enumerated().filter { $0.offset.isMultiple(of: 2) }.map { $0.element }
        let completed =
            known.map {
                MetadataRules.CompletedBackup(
                    checkpointID: $0.checkpointID,
                    checkpointPosition: $0.checkpointPosition,
                    firstLogPosition: $0.firstLogPosition
                )
            } + [MetadataRules.CompletedBackup(checkpointID: 7, checkpointPosition: 7, firstLogPosition: nil)]
        for partitionID in [1, metadata.partitionID] {
            try requirePrintable(
                MetadataRules.check(metadata, partitionID: partitionID, object: "metadata.json", completed: completed)
            )
        }
    }
}
