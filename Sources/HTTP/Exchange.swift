/// One request as a gateway hands it in, and the way its response goes back.
///
/// FastCGI and plain CGI both speak in meta-variables and a stream of content (RFC 3875 §4); a handler sees neither.
/// An exchange belongs to one thread and lives until its response is sent.
public protocol Exchange: AnyObject {
    /// The meta-variable of that name, or nil when the gateway set none. Bytes that are not UTF-8 come back as U+FFFD.
    func variable(_ name: String) -> String?

    /// Reads the next bytes of the request's content into the front of `buffer`; 0 at its end.
    ///
    /// - Throws: `ContentError.interrupted` when the client or the gateway went away before the end.
    func readContent(into buffer: inout [UInt8]) throws(ContentError) -> Int

    /// Lets `readContent` throw `ContentError.overdue` from that moment on.
    func limitReading(until deadline: ContinuousClock.Instant)
}

/// Why the content of a request could not be read to its end.
public enum ContentError: Error, Equatable {
    /// The sender disconnected; there is no one to answer.
    case interrupted
    /// The time of the request is over.
    case overdue
}
