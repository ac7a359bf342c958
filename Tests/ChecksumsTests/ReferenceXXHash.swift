/// The hashes as annex A of partition-data writes them, one byte or word at a time: what the library is compared with.
enum ReferenceXXHash {
    private static let prime32: [UInt32] = [0x9E37_79B1, 0x85EB_CA77, 0xC2B2_AE3D, 0x27D4_EB2F, 0x1656_67B1]

    private static let prime64: [UInt64] = [
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
        0x27D4_EB2F_1656_67C5,
    ]

    /// A word of `T`, the lowest byte first.
    private static func word<T: FixedWidthInteger>(_ bytes: [UInt8], _ offset: Int, as type: T.Type = T.self) -> T {
        (0..<T.bitWidth / 8).reduce(0) { $0 | T(bytes[offset + $1]) << T(8 * $1) }
    }

    private static func rotated<T: FixedWidthInteger>(_ word: T, _ by: T) -> T {
        word << by | word >> (T(T.bitWidth) - by)
    }

    static func xxh32(_ bytes: [UInt8]) -> UInt32 {
        let p = prime32
        var offset = 0
        var hash = p[4]
        if bytes.count >= 16 {
            var lanes: [UInt32] = [p[0] &+ p[1], p[1], 0, 0 &- p[0]]
            while offset + 16 <= bytes.count {
                for k in 0..<4 {
                    let input: UInt32 = word(bytes, offset + 4 * k)
                    lanes[k] = rotated(lanes[k] &+ input &* p[1], 13) &* p[0]
                }
                offset += 16
            }
            hash = zip(lanes, [1, 7, 12, 18]).reduce(0) { $0 &+ rotated($1.0, $1.1) }
        }
        hash &+= UInt32(bytes.count)
        while offset + 4 <= bytes.count {
            hash = rotated(hash &+ word(bytes, offset) &* p[2], 17) &* p[3]
            offset += 4
        }
        for byte in bytes[offset...] { hash = rotated(hash &+ UInt32(byte) &* p[4], 11) &* p[0] }
        hash = (hash ^ hash >> 15) &* p[1]
        hash = (hash ^ hash >> 13) &* p[2]
        return hash ^ hash >> 16
    }

    static func xxh64(_ bytes: [UInt8]) -> UInt64 {
        let p = prime64
        func round(_ lane: UInt64, _ input: UInt64) -> UInt64 { rotated(lane &+ input &* p[1], 31) &* p[0] }
        var offset = 0
        var hash = p[4]
        if bytes.count >= 32 {
            var lanes: [UInt64] = [p[0] &+ p[1], p[1], 0, 0 &- p[0]]
            while offset + 32 <= bytes.count {
                for k in 0..<4 { lanes[k] = round(lanes[k], word(bytes, offset + 8 * k)) }
                offset += 32
            }
            hash = zip(lanes, [1, 7, 12, 18]).reduce(0) { $0 &+ rotated($1.0, $1.1) }
            for lane in lanes { hash = (hash ^ round(0, lane)) &* p[0] &+ p[3] }
        }
        hash &+= UInt64(bytes.count)
        while offset + 8 <= bytes.count {
            hash = rotated(hash ^ round(0, word(bytes, offset)), 27) &* p[0] &+ p[3]
            offset += 8
        }
        if offset + 4 <= bytes.count {
            let input = word(bytes, offset, as: UInt32.self)
            hash = rotated(hash ^ UInt64(input) &* p[0], 23) &* p[1] &+ p[2]
            offset += 4
        }
        for byte in bytes[offset...] { hash = rotated(hash ^ UInt64(byte) &* p[4], 11) &* p[0] }
        return avalanche64(hash)
    }

    private static func avalanche64(_ value: UInt64) -> UInt64 {
        var hash = (value ^ value >> 33) &* prime64[1]
        hash = (hash ^ hash >> 29) &* prime64[2]
        return hash ^ hash >> 32
    }
}

// MARK: - XXH3

extension ReferenceXXHash {
    /// The default secret, K in the annex.
    private static let secret: [UInt8] = [
        0xB8, 0xFE, 0x6C, 0x39, 0x23, 0xA4, 0x4B, 0xBE, 0x7C, 0x01, 0x81, 0x2C, 0xF7, 0x21, 0xAD, 0x1C,
        0xDE, 0xD4, 0x6D, 0xE9, 0x83, 0x90, 0x97, 0xDB, 0x72, 0x40, 0xA4, 0xA4, 0xB7, 0xB3, 0x67, 0x1F,
        0xCB, 0x79, 0xE6, 0x4E, 0xCC, 0xC0, 0xE5, 0x78, 0x82, 0x5A, 0xD0, 0x7D, 0xCC, 0xFF, 0x72, 0x21,
        0xB8, 0x08, 0x46, 0x74, 0xF7, 0x43, 0x24, 0x8E, 0xE0, 0x35, 0x90, 0xE6, 0x81, 0x3A, 0x26, 0x4C,
        0x3C, 0x28, 0x52, 0xBB, 0x91, 0xC3, 0x00, 0xCB, 0x88, 0xD0, 0x65, 0x8B, 0x1B, 0x53, 0x2E, 0xA3,
        0x71, 0x64, 0x48, 0x97, 0xA2, 0x0D, 0xF9, 0x4E, 0x38, 0x19, 0xEF, 0x46, 0xA9, 0xDE, 0xAC, 0xD8,
        0xA8, 0xFA, 0x76, 0x3F, 0xE3, 0x9C, 0x34, 0x3F, 0xF9, 0xDC, 0xBB, 0xC7, 0xC7, 0x0B, 0x4F, 0x1D,
        0x8A, 0x51, 0xE0, 0x4B, 0xCD, 0xB4, 0x59, 0x31, 0xC8, 0x9F, 0x7E, 0xC9, 0xD9, 0x78, 0x73, 0x64,
        0xEA, 0xC5, 0xAC, 0x83, 0x34, 0xD3, 0xEB, 0xC3, 0xC5, 0x81, 0xA0, 0xFF, 0xFA, 0x13, 0x63, 0xEB,
        0x17, 0x0D, 0xDD, 0x51, 0xB7, 0xF0, 0xDA, 0x49, 0xD3, 0x16, 0x55, 0x26, 0x29, 0xD4, 0x68, 0x9E,
        0x2B, 0x16, 0xBE, 0x58, 0x7D, 0x47, 0xA1, 0xFC, 0x8F, 0xF8, 0xB8, 0xD1, 0x7A, 0xD0, 0x31, 0xCE,
        0x45, 0xCB, 0x3A, 0x8F, 0x95, 0x16, 0x04, 0x28, 0xAF, 0xD7, 0xFB, 0xCA, 0xBB, 0x4B, 0x40, 0x7E,
    ]

    private static func k64(_ place: Int) -> UInt64 { word(secret, place) }

    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    private static func avalanche3(_ value: UInt64) -> UInt64 {
        let hash = (value ^ value >> 37) &* 0x1656_6791_9E37_79F9
        return hash ^ hash >> 32
    }

    static func xxh3(_ d: [UInt8]) -> UInt64 {
        let n = d.count
        let length = UInt64(n)
        func r32(_ offset: Int) -> UInt64 { UInt64(word(d, offset, as: UInt32.self)) }
        func r64(_ offset: Int) -> UInt64 { word(d, offset) }
        func mix(_ i: Int, _ j: Int) -> UInt64 { fold(r64(i) ^ k64(j), r64(i + 8) ^ k64(j + 8)) }

        switch n {
        case 0:
            return avalanche64(k64(56) ^ k64(64))
        case 1...3:
            let c = UInt64(d[0]) << 16 | UInt64(d[n >> 1]) << 24 | UInt64(d[n - 1]) | length << 8
            return avalanche64(c ^ UInt64(word(secret, 0, as: UInt32.self) ^ word(secret, 4)))
        case 4...8:
            let k = (r32(n - 4) + r32(0) << 32) ^ k64(8) ^ k64(16)
            var h = k ^ rotated(k, 49) ^ rotated(k, 24)
            h &*= 0x9FB2_1C65_1E98_DF25
            h ^= (h >> 35) + length
            h &*= 0x9FB2_1C65_1E98_DF25
            return h ^ h >> 28
        case 9...16:
            let low = r64(0) ^ k64(24) ^ k64(32)
            let high = r64(n - 8) ^ k64(40) ^ k64(48)
            return avalanche3(length &+ low.byteSwapped &+ high &+ fold(low, high))
        case 17...128:
            var a = length &* prime64[0]
            for i in stride(from: (n - 1) / 32, through: 0, by: -1) {
                a &+= mix(16 * i, 32 * i) &+ mix(n - 16 * (i + 1), 32 * i + 16)
            }
            return avalanche3(a)
        case 129...240:
            var a = length &* prime64[0]
            for i in 0...7 { a &+= mix(16 * i, 16 * i) }
            a = avalanche3(a)
            for i in 8..<n / 16 { a &+= mix(16 * i, 16 * (i - 8) + 3) }
            return avalanche3(a &+ mix(n - 16, 119))
        default:
            return xxh3Long(d)
        }
    }

    private static func xxh3Long(_ d: [UInt8]) -> UInt64 {
        let n = d.count
        var acc = [
            UInt64(prime32[2]), prime64[0], prime64[1], prime64[2], prime64[3], UInt64(prime32[1]), prime64[4],
            UInt64(prime32[0]),
        ]
        func accumulate(_ o: Int, _ s: Int) {
            for k in 0..<8 {
                let v: UInt64 = word(d, o + 8 * k)
                let key = v ^ k64(s + 8 * k)
                acc[k ^ 1] &+= v
                acc[k] &+= (key & 0xFFFF_FFFF) &* (key >> 32)
            }
        }
        let fullBlocks = (n - 1) / 1024
        for block in 0..<fullBlocks {
            for stripe in 0..<16 { accumulate(1024 * block + 64 * stripe, 8 * stripe) }
            for k in 0..<8 { acc[k] = (acc[k] ^ acc[k] >> 47 ^ k64(128 + 8 * k)) &* UInt64(prime32[0]) }
        }
        for stripe in 0..<(n - 1 - 1024 * fullBlocks) / 64 { accumulate(1024 * fullBlocks + 64 * stripe, 8 * stripe) }
        accumulate(n - 64, 121)
        var hash = UInt64(n) &* prime64[0]
        for k in 0..<4 { hash &+= fold(acc[2 * k] ^ k64(11 + 16 * k), acc[2 * k + 1] ^ k64(19 + 16 * k)) }
        return avalanche3(hash)
    }
}
