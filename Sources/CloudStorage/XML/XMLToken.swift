/// One step of an XML document, as ``XMLPullParser`` reports it.
///
/// Names and texts are places in the document: nothing is copied or decoded until it is asked for.
public enum XMLToken: Equatable, Sendable {
    /// The start of an element, with the place of its name without prefix. Attributes are not reported.
    case start(Range<Int>)
    /// Characters. An element's text may come in several pieces.
    case text(XMLText)
    /// The end of the innermost open element.
    case end
}

/// The place of characters in an XML document.
public struct XMLText: Equatable, Sendable {
    /// The bytes, as offsets in the document.
    public let range: Range<Int>

    /// Whether references such as `&amp;` stand for other characters; not so in CDATA sections.
    public let hasReferences: Bool
}
