internal import CXXHash

/// XXH32 with seed 0, one of the checksums of RocksDB's blocks (partition-data, annex A).
public enum XXH32 {
    /// Returns the hash of `bytes`.
    public static func checksum(of bytes: RawSpan) -> UInt32 {
        unsafe bytes.withUnsafeBytes { unsafe cxxhash_xxh32($0.baseAddress, $0.count) }
    }
}

/// XXH64 with seed 0, one of the checksums of RocksDB's blocks (partition-data, annex A).
public enum XXH64 {
    /// Returns the hash of `bytes`.
    public static func checksum(of bytes: RawSpan) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe cxxhash_xxh64($0.baseAddress, $0.count) }
    }
}

/// XXH3 of 64 bits with seed 0 and the default secret, the usual checksum of RocksDB's blocks (partition-data, annex A).
public enum XXH3 {
    /// Returns the hash of `bytes`.
    public static func checksum(of bytes: RawSpan) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe cxxhash_xxh3($0.baseAddress, $0.count) }
    }
}
