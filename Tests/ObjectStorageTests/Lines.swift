import ObjectStorage
import Testing

/// What a listing reports, one line each: `key size`, `key/` or `!path reason`.
func lines(_ store: any ObjectStore, _ scope: ListingScope) async throws -> [String] {
    var lines: [String] = []
    try await store.list(scope) { lines.append(line($0)) }
    return lines
}

func line(_ entry: ListingEntry) -> String {
    switch entry {
    case .object(let object): "\(object.key) \(object.size)"
    case .directory(let key): "\(key)/"
    case .irregular(let path, let reason): "!\(path) \(reason)"
    }
}

/// The code of the error that `body` must throw.
func code(_ body: () async throws -> Void) async throws -> StorageError.Code? {
    let error = await #expect(throws: StorageError.self) { try await body() }
    return error?.code
}

extension ObjectReader {
    /// Reads with one call.
    func bytes(at offset: UInt64, count: Int) async throws -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { buffer.deallocate() }
        let read = try await self.read(at: offset, into: buffer)
        return Array(buffer[..<read])
    }
}
