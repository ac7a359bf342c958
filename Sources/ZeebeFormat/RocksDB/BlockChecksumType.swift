import Checksums
/// stub
public enum BlockChecksumType: UInt8, Sendable { case none, crc32c, xxHash32, xxHash64, xxh3
    func checksum(of stored: RawSpan, compressionType: UInt8) -> UInt32 {
        switch self { case .crc32c: var c = CRC32C(); c.update(stored); let b: [UInt8] = [compressionType]; unsafe c.update(b.span.bytes); return CRC32C.masked(c.value)
        default: return 0 } }
}
