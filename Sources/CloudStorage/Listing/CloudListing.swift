internal import ObjectStorage
internal import SafeText

/// Turns the pages of a service into the entries of an ``ObjectStore/list(_:_:)``.
///
/// A listing that cannot be right is an error, never a shorter listing: pages out of order or repeated, and tokens that
/// lead nowhere. Keys that cannot be an ``ObjectKey`` are irregular; zero-byte objects whose key ends in `/`, with which
/// some programs mark directories, are left out.
struct CloudListing {
    let source: any PageSource
    /// What the keys of the store begin with: empty, or it ends with `/`.
    let base: String
    let location: StoreLocation

    /// The most empty pages in a row that are followed.
    private static let maximumEmptyPages = 10_000

    func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        let prefix = base + (scope.directory.map { $0.text + "/" } ?? "")
        let isLevel = if case .level = scope { true } else { false }
        var order = Order(location: location, prefix: prefix)
        var page = try await fetch(prefix, isLevel, token: nil)
        while true {
            try Task.checkCancellation()
            guard let token = page.nextToken else {
                try await report(page, prefix, isLevel, &order, visit)
                return
            }
            try order.checkToken(token, isEmpty: page.lines.isEmpty, limit: Self.maximumEmptyPages)
            // The next page is on its way while this one is looked at.
            async let next = fetch(prefix, isLevel, token: token)
            try await report(page, prefix, isLevel, &order, visit)
            page = try await next
        }
    }

    private func fetch(_ prefix: String, _ isLevel: Bool, token: String?) async throws -> ListingPage {
        do throws(StorageError) {
            return try await source.page(prefix: prefix, isLevel: isLevel, token: token)
        } catch {
            if error.code == .cancelled { throw CancellationError() }
            throw error
        }
    }

    private func report(
        _ page: ListingPage,
        _ prefix: String,
        _ isLevel: Bool,
        _ order: inout Order,
        _ visit: (ListingEntry) async throws -> Void
    ) async throws {
        // Services give objects and common beginnings in two lists, each in order.
        let lines = page.lines.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for line in lines {
            try order.check(line.key)
            if let entry = entry(line, prefix, isLevel) {
                try Task.checkCancellation()
                try await visit(entry)
            }
        }
        try Task.checkCancellation()
    }

    private func entry(_ line: ListingPage.Line, _ prefix: String, _ isLevel: Bool) -> ListingEntry? {
        // A key as the store's user sees it.
        let relative = String(Substring(line.key.utf8.dropFirst(base.utf8.count)))
        guard let size = line.size else {
            guard relative.utf8.last == UInt8(ascii: "/"),
                let key = try? ObjectKey(String(Substring(relative.utf8.dropLast())))
            else { return irregular(relative) }
            return .directory(key)
        }
        if relative.utf8.last == UInt8(ascii: "/") || line.key.utf8.count == prefix.utf8.count, size == 0 { return nil }
        guard let key = try? ObjectKey(relative) else { return irregular(relative) }
        return .object(
            ListedObject(
                key: key,
                size: size,
                modified: line.modified,
                checksum: line.checksum,
                metadata: line.metadata
            )
        )
    }

    private func irregular(_ key: String) -> ListingEntry {
        .irregular(printablePath: PrintableText.form(of: key), reason: .invalidName)
    }

    /// What must hold from page to page.
    private struct Order {
        let location: StoreLocation
        let prefix: String
        var last: String?
        var lastToken: String?
        var emptyPages = 0

        init(location: StoreLocation, prefix: String) {
            self.location = location
            self.prefix = prefix
        }

        mutating func check(_ key: String) throws(StorageError) {
            guard key.utf8.starts(with: prefix.utf8) else {
                throw broken("a key that was not asked for: \(PrintableText.form(of: key))")
            }
            if let last, !last.utf8.lexicographicallyPrecedes(key.utf8) {
                throw broken(
                    "keys out of order: \(PrintableText.form(of: key)) behind \(PrintableText.form(of: last));"
                        + " a page came twice, or the service does not list in order"
                )
            }
            last = key
        }

        mutating func checkToken(_ token: String, isEmpty: Bool, limit: Int) throws(StorageError) {
            guard token != lastToken else { throw broken("the same continuation token twice") }
            lastToken = token
            emptyPages = isEmpty ? emptyPages + 1 : 0
            guard emptyPages < limit else { throw broken("\(limit) empty pages in a row") }
        }

        private func broken(_ what: String) -> StorageError {
            StorageError(
                .unreachable,
                .list,
                location.text,
                message: "the service's listing has \(what)",
                advice: "nothing can be concluded from such a listing; try again, then ask who runs the service"
            )
        }
    }
}
