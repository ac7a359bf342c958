/// Which part of a bucket or container is the store, as it stands behind the name in a store's address.
enum BasePath {
    /// What all names in the store begin with: empty, or it ends with `/`. Slashes at the end of the path are left out.
    ///
    /// - Returns: `nil` when the path holds an empty part.
    static func prefix(_ path: ArraySlice<UInt8>) -> String? {
        var path = path
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        if path.isEmpty { return "" }
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty } ? String(decoding: path, as: UTF8.self) + "/" : nil
    }
}
