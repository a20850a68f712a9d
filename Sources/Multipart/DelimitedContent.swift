/// Multipart content cut at its delimiters, so that equal parts are known as equal whatever boundary they were sent with.
///
/// A client that sends a form again makes a new boundary; byte by byte the two contents differ. This reads no parts and refuses
/// nothing: what is malformed stays for the parser to find.
public struct DelimitedContent: Sendable {
    private var search: DelimiterSearch

    /// Content of a type; nil when it is not `multipart/form-data`, or has no boundary that can be used.
    public init?(contentType: String) {
        // If the type is malformed, the content is not decoded.
        guard let boundary = try? Boundary(contentType: contentType) else { return nil }
        search = DelimiterSearch(boundary: boundary.bytes)
        search.beginAfterLineBreak()
    }

    /// Reads the next bytes and passes on the content between delimiters, and each delimiter, in order.
    ///
    /// Bytes that may be the start of a delimiter wait for the next call; at the end of the content they are dropped.
    public mutating func consume(
        _ bytes: Span<UInt8>, content: (Span<UInt8>) -> Void, delimiter: () -> Void
    ) {
        var index = 0
        while true {
            switch search.next(in: bytes, from: &index) {
            case .content(let range): content(bytes.extracting(range))
            case .held(let range): content(search.delimiter.span.extracting(range))
            case .delimiter: delimiter()
            case .end: return
            }
        }
    }
}
