internal import ObjectStorage
internal import ZeebeFormat

/// Reads the answer to ListObjectsV2.
enum S3ListingDecoder {
    /// Reads one page.
    ///
    /// - Throws: `FormatError` when it is none, or not complete: a page without its end must not pass for a short one.
    static func page(_ bytes: Span<UInt8>) throws(FormatError) -> ListingPage {
        var parser = XMLPullParser(bytes)
        var page = Page()
        try parser.beginRoot("ListBucketResult")
        while let child = try parser.nextChild() {
            switch child {
            case "Contents": page.lines.append(try object(&parser))
            case "CommonPrefixes":
                while let part = try parser.nextChild() {
                    if part == "Prefix" {
                        page.prefixes.append(try parser.readText())
                    } else {
                        try parser.skipElement()
                    }
                }
            case "IsTruncated": page.isTruncated = try parser.readText()
            case "NextContinuationToken": page.nextToken = try parser.readText()
            case "EncodingType": page.encoding = try parser.readText()
            default: try parser.skipElement()
            }
        }
        try parser.finish()
        return try page.finished(at: bytes.count)
    }

    private struct Page {
        var lines: [(key: String, size: UInt64, modified: ModificationTime?)] = []
        var prefixes: [String] = []
        var isTruncated: String?
        var nextToken: String?
        var encoding: String?

        func finished(at end: Int) throws(FormatError) -> ListingPage {
            var result: [ListingPage.Line] = []
            result.reserveCapacity(lines.count + prefixes.count)
            for line in lines {
                result.append(
                    ListingPage.Line(object: try decoded(line.key), size: line.size, modified: line.modified)
                )
            }
            for prefix in prefixes { result.append(ListingPage.Line(prefix: try decoded(prefix))) }
            switch isTruncated?.lowercased() {
            case "false": return ListingPage(lines: result, nextToken: nil)
            case "true":
                guard let nextToken, !nextToken.isEmpty else {
                    throw FormatError("the page is not the last, but has no continuation token", at: end)
                }
                return ListingPage(lines: result, nextToken: nextToken)
            default: throw FormatError("the page does not say whether it is the last", at: end)
            }
        }

        private func decoded(_ key: String) throws(FormatError) -> String {
            guard encoding == "url" else { return key }
            // Some services write blanks as plus signs, and a plus sign is then always encoded.
            guard let bytes = PercentEncoding.decoded(key.utf8, plusIsBlank: true) else {
                throw FormatError("a key that is not percent-encoded, though the page says so", at: 0)
            }
            guard let key = String(validating: bytes, as: UTF8.self) else {
                throw FormatError("a key that is not UTF-8", at: 0)
            }
            return key
        }
    }

    private static func object(
        _ parser: inout XMLPullParser
    ) throws(FormatError) -> (key: String, size: UInt64, modified: ModificationTime?) {
        let place = parser.offset
        var key: String?
        var size: UInt64?
        var modified: ModificationTime?
        while let part = try parser.nextChild() {
            switch part {
            case "Key": key = try parser.readText()
            case "Size": size = UInt64(try parser.readText())
            case "LastModified":
                let text = try parser.readText()
                modified = (try? Timestamp(iso8601: text)).map {
                    ModificationTime(seconds: $0.seconds, nanoseconds: Int64($0.nanoseconds))
                }
            default: try parser.skipElement()
            }
        }
        guard let key, let size else { throw FormatError("an object without key or size", at: place) }
        return (key, size, modified)
    }
}
