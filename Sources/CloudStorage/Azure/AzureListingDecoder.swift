internal import ObjectStorage
internal import ZeebeFormat

/// Reads the answer to List Blobs.
enum AzureListingDecoder {
    /// Reads one page.
    ///
    /// Accounts with a hierarchical namespace list their directories like blobs; those are left out.
    ///
    /// - Throws: `FormatError` when it is none, or not complete: a page without its end must not pass for a short one.
    static func page(_ bytes: Span<UInt8>) throws(FormatError) -> ListingPage {
        var parser = XMLPullParser(bytes)
        var lines: [ListingPage.Line]?
        var marker: String?
        try parser.beginRoot("EnumerationResults")
        while let child = try parser.nextChild() {
            switch child {
            case "Blobs":
                guard lines == nil else { throw FormatError("a second list of blobs", at: parser.offset) }
                lines = try blobs(&parser)
            case "NextMarker":
                guard marker == nil else { throw FormatError("a second marker of the next page", at: parser.offset) }
                marker = try parser.readText()
            default: try parser.skipElement()
            }
        }
        try parser.finish()
        guard let lines else { throw FormatError("the page has no list of blobs", at: bytes.count) }
        guard let marker else { throw FormatError("the page does not say whether it is the last", at: bytes.count) }
        return ListingPage(lines: lines, nextToken: marker.isEmpty ? nil : marker)
    }

    private static func blobs(_ parser: inout XMLPullParser) throws(FormatError) -> [ListingPage.Line] {
        var lines: [ListingPage.Line] = []
        while let child = try parser.nextChild() {
            switch child {
            case "Blob":
                if let line = try blob(&parser) { lines.append(line) }
            case "BlobPrefix": lines.append(ListingPage.Line(prefix: try prefix(&parser)))
            default: try parser.skipElement()
            }
        }
        return lines
    }

    /// `nil` for a directory.
    private static func blob(_ parser: inout XMLPullParser) throws(FormatError) -> ListingPage.Line? {
        let place = parser.offset
        var name: String?
        var properties: [String: String] = [:]
        while let part = try parser.nextChild() {
            switch part {
            case "Name": name = try readName(&parser)
            case "Properties":
                while let property = try parser.nextChild() {
                    switch property {
                    case "Content-Length", "Content-MD5", "Last-Modified", "ResourceType":
                        properties[property] = try parser.readText()
                    default: try parser.skipElement()
                    }
                }
            default: try parser.skipElement()
            }
        }
        if properties["ResourceType"] == "directory" { return nil }
        guard let name, let size = properties["Content-Length"].flatMap({ UInt64($0) }) else {
            throw FormatError("a blob without name or size", at: place)
        }
        let modified = properties["Last-Modified"].flatMap(HTTPDate.parse)
        return ListingPage.Line(
            object: name,
            size: size,
            modified: modified.map { ModificationTime(seconds: $0.seconds, nanoseconds: Int64($0.nanoseconds)) },
            checksum: ProviderChecksum(md5: properties["Content-MD5"])
        )
    }

    private static func prefix(_ parser: inout XMLPullParser) throws(FormatError) -> String {
        let place = parser.offset
        var name: String?
        while let part = try parser.nextChild() {
            if part == "Name" { name = try readName(&parser) } else { try parser.skipElement() }
        }
        guard let name else { throw FormatError("a common beginning without name", at: place) }
        return name
    }

    // MARK: Names

    /// Reads a name, which is percent-encoded where it holds characters that XML cannot.
    private static func readName(_ parser: inout XMLPullParser) throws(FormatError) -> String {
        let place = parser.offset
        let isEncoded = hasEncodedMark(parser.bytes, endOfTag: place)
        let text = try parser.readText()
        guard isEncoded else { return text }
        guard let bytes = PercentEncoding.decoded(text.utf8), let name = String(validating: bytes, as: UTF8.self) else {
            throw FormatError("a name that is not percent-encoded UTF-8, though the page says so", at: place)
        }
        return name
    }

    /// Whether the start tag that ends at an offset is `<Name Encoded="true">`.
    private static func hasEncodedMark(_ bytes: Span<UInt8>, endOfTag end: Int) -> Bool {
        // The parser refuses `<` inside of a tag, so that the last one is where this one starts.
        var start = end
        while start > 0, bytes[start - 1] != UInt8(ascii: "<") { start -= 1 }
        let tag = String(decoding: (start..<end).prefix(256).map { bytes[$0] }, as: UTF8.self).lowercased()
        return tag.contains("encoded=\"true\"") || tag.contains("encoded='true'")
    }
}
