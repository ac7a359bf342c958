import ObjectStorage
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Answers to List Blobs")
struct AzureListingDecoderTests {
    private func page(_ text: String) throws -> ListingPage {
        try AzureListingDecoder.page(Array(text.utf8).span)
    }

    private static let blob = "<Blob><Name>a</Name><Properties><Content-Length>1</Content-Length></Properties></Blob>"

    @Test("a page as the service writes it")
    func whole() throws {
        let page = try page(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <EnumerationResults ServiceEndpoint="https://a.blob.core.windows.net/" ContainerName="c">
              <Prefix>x</Prefix><Delimiter>/</Delimiter><MaxResults>3</MaxResults>
              <Blobs>
                <Blob>
                  <Name>a&amp;b</Name>
                  <Properties>
                    <Creation-Time>Fri, 26 Jun 2015 23:39:12 GMT</Creation-Time>
                    <Last-Modified>Fri, 26 Jun 2015 23:39:12 GMT</Last-Modified>
                    <Etag>0x8D</Etag><Content-Length>5368709120</Content-Length><Content-Encoding />
                    <Content-MD5>AAECAwQFBgcICQoLDA0ODw==</Content-MD5>
                    <LeaseState>available</LeaseState>
                  </Properties>
                  <Metadata><Content-Length>7</Content-Length></Metadata><OrMetadata />
                </Blob>
                <BlobPrefix><Name>b/</Name><Properties><Content-Length>0</Content-Length></Properties></BlobPrefix>
                <Blob><Name Encoded="true">c%EF%BF%BEd%2525</Name><Properties><Content-Length>0</Content-Length></Properties></Blob>
                <Blob><Name Encoded="false">e%20f</Name><Properties><Content-Length>0</Content-Length><Content-MD5>AAEC</Content-MD5></Properties></Blob>
              </Blobs>
              <NextMarker>2!80!MDAw</NextMarker>
            </EnumerationResults>
            """
        )
        #expect(page.lines.map(\.key) == ["a&b", "b/", "c\u{FFFE}d%25", "e%20f"])
        #expect(page.lines.map(\.size) == [5_368_709_120, nil, 0, 0])
        #expect(page.lines[0].modified?.seconds == 1_435_361_952)
        #expect(page.lines.map(\.checksum) == [.md5(Array(0..<16)), nil, nil, nil])
        #expect(page.nextToken == "2!80!MDAw")
    }

    @Test("the last page has an empty marker")
    func last() throws {
        for marker in ["<NextMarker />", "<NextMarker></NextMarker>"] {
            let page = try page("<EnumerationResults><Blobs>\(Self.blob)</Blobs>\(marker)</EnumerationResults>")
            #expect(page.nextToken == nil)
            #expect(page.lines.count == 1)
        }
    }

    @Test(
        "what could pass for a shorter listing is refused",
        arguments: [
            "", "<Error><Code>x</Code></Error>", "<html><body>proxy</body></html>",
            "<EnumerationResults><Blobs></Blobs></EnumerationResults>",
            "<EnumerationResults><NextMarker /></EnumerationResults>",
            "<EnumerationResults><Blobs>\(blob)",
            "<EnumerationResults><Blobs>\(blob)</Blobs><NextMarker /></EnumerationResults><x/>",
            "<EnumerationResults><Blobs/><NextMarker/><NextMarker>a</NextMarker></EnumerationResults>",
            "<EnumerationResults><Blobs/><Blobs/><NextMarker/></EnumerationResults>",
            "<EnumerationResults><Blobs><Blob><Name>a</Name></Blob></Blobs><NextMarker/></EnumerationResults>",
            "<EnumerationResults><Blobs><Blob><Name>a</Name><Properties><Content-Length>-1</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>",
            "<EnumerationResults><Blobs><Blob><Properties><Content-Length>1</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>",
            "<EnumerationResults><Blobs><BlobPrefix/></Blobs><NextMarker/></EnumerationResults>",
            "<EnumerationResults><Blobs><BlobPrefix><Name Encoded='true'>%ZZ</Name></BlobPrefix></Blobs><NextMarker/></EnumerationResults>",
            "<EnumerationResults><Blobs><BlobPrefix><Name Encoded='true'>%FF</Name></BlobPrefix></Blobs><NextMarker/></EnumerationResults>",
        ]
    )
    func refused(text: String) {
        #expect(throws: FormatError.self) { try page(text) }
    }
}
