internal import ObjectStorage
internal import ZeebeFormat

/// Reads the answer to `objects.list` of the JSON API.
enum GoogleCloudListingDecoder {
    /// The members that are asked for: only these cost bytes.
    static let fields = "kind,nextPageToken,prefixes,items(name,size,updated,crc32c,md5Hash,metadata)"

    /// The value of `kind` in a list of objects. An empty list has no other member, so this tells it from other answers.
    private static let kind = "storage#objects"

    /// Reads one page.
    ///
    /// - Throws: `FormatError` when it is none, or not complete.
    static func page(_ bytes: RawSpan) throws(FormatError) -> ListingPage {
        var parser = JSONPullParser(bytes)
        var page = ListingPage(lines: [], nextToken: nil)
        var isList = false
        try parser.beginObject()
        while let key = try parser.nextKey() {
            switch parser.string(key) {
            case "kind": isList = try parser.readString() == kind
            case "nextPageToken": page.nextToken = try parser.readStringOrNull()
            case "prefixes":
                try parser.beginArray()
                while parser.nextElement() { page.lines.append(ListingPage.Line(prefix: try parser.readString())) }
            case "items":
                try parser.beginArray()
                while parser.nextElement() { page.lines.append(try object(&parser)) }
            default: try parser.skipValue()
            }
        }
        let end = try parser.finish()
        guard isList else { throw FormatError("it is no list of objects (\(kind))", at: end) }
        if page.nextToken?.isEmpty == true { throw FormatError("the token of the next page is empty", at: end) }
        return page
    }

    private static func object(_ parser: inout JSONPullParser) throws(FormatError) -> ListingPage.Line {
        try parser.beginObject()
        let place = parser.tokenOffset
        var name: String?
        var size: UInt64?
        var modified: ModificationTime?
        var crc32c: ProviderChecksum?
        var md5: ProviderChecksum?
        var metadata: [String: String] = [:]
        while let key = try parser.nextKey() {
            switch parser.string(key) {
            case "name": name = try parser.readString()
            // 64-bit integers stand as texts in this API.
            case "size": size = UInt64(try parser.readString())
            case "updated":
                modified = try parser.readStringOrNull().flatMap { try? Timestamp(iso8601: $0) }.map {
                    ModificationTime(seconds: $0.seconds, nanoseconds: Int64($0.nanoseconds))
                }
            case "crc32c": crc32c = ProviderChecksum(crc32c: try parser.readStringOrNull())
            case "md5Hash": md5 = ProviderChecksum(md5: try parser.readStringOrNull())
            case "metadata":
                guard try parser.beginObjectOrNull() else { continue }
                while let key = try parser.nextKey() { metadata[parser.string(key)] = try parser.readStringOrNull() }
            default: try parser.skipValue()
            }
        }
        guard let name, let size else { throw FormatError("an object without name or size", at: place) }
        return ListingPage.Line(
            object: name,
            size: size,
            modified: modified,
            checksum: crc32c ?? md5,
            metadata: metadata
        )
    }
}
