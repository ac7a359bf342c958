internal import CCRC32C

/// A running CRC-32C (Castagnoli), the checksum of Zeebe's journal and snapshots and of RocksDB.
///
/// Parameters: reflected polynomial `0x82F63B78`, initial value and final xor `0xFFFFFFFF`; the check value of the
/// ASCII text `123456789` is `0xE3069283`, that of no bytes is 0 (partition-data §2).
public struct CRC32C: Sendable, Equatable {
    /// The checksum of all bytes so far.
    public private(set) var value: UInt32

    /// Creates the checksum of no bytes, or one that goes on from the finished value of the bytes before.
    public init(resumingFrom value: UInt32 = 0) {
        self.value = value
    }

    /// Adds bytes.
    @inlinable
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Adds the bytes of a buffer.
    public mutating func update(_ buffer: UnsafeRawBufferPointer) {
        guard let base = buffer.baseAddress, buffer.count > 0 else { return }
        value = unsafe ccrc32c_update(value, base, buffer.count)
    }

    /// Returns the checksum of `bytes`.
    public static func checksum(of bytes: RawSpan) -> UInt32 {
        var crc = CRC32C()
        crc.update(bytes)
        return crc.value
    }

    /// Returns the checksum of A followed by B, from the checksums of both and the length of B in bytes.
    public static func combine(_ first: UInt32, _ second: UInt32, lengthOfSecond: UInt64) -> UInt32 {
        ccrc32c_combine(first, second, lengthOfSecond)
    }

    /// Returns the masked form that RocksDB stores (partition-data §2).
    public static func masked(_ crc: UInt32) -> UInt32 {
        ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8
    }

    /// Returns the plain checksum of a masked one.
    public static func unmasked(_ masked: UInt32) -> UInt32 {
        let rotated = masked &- 0xA282_EAD8
        return (rotated << 15) | (rotated >> 17)
    }
}
