public import HTTP

/// The response of a handler.
public protocol Answer: SendableMetatype {
    /// The contents it can have, for the document; none for an answer without content.
    static var contents: [(mediaType: String, schema: Schema)] { get }

    /// The contents that its other statuses can have, those of failures besides the error report; for the document.
    static var failureContents: [(status: Status, mediaType: String, schema: Schema)] { get }

    /// The response that carries it.
    ///
    /// - Throws: what encoding it throws.
    func response(_ status: Status) throws -> Response
}

extension Answer {
    /// None but the error report.
    public static var failureContents: [(status: Status, mediaType: String, schema: Schema)] { [] }
}

/// A JSON answer.
public struct Reply<Value: Encodable & Described>: Answer {
    /// The value that is sent.
    public let value: Value
    /// Names the state it was read in; nil when it has none.
    public let eTag: EntityTag?
    /// How long it may be kept; nil for not at all.
    public let cacheControl: String?

    /// A JSON answer.
    public init(_ value: Value, eTag: EntityTag? = nil, cacheControl: String? = nil) {
        self.value = value
        self.eTag = eTag
        self.cacheControl = cacheControl
    }

    /// JSON of the value's shape.
    public static var contents: [(mediaType: String, schema: Schema)] { [("application/json", Value.schema)] }

    /// The response that carries the value.
    ///
    /// - Throws: what encoding the value throws.
    public func response(_ status: Status) throws -> Response {
        var response = Response(status, contentType: "application/json", bytes: try JSONText.bytes(of: value))
        if let eTag { response[.eTag] = eTag.field }
        response[.cacheControl] = cacheControl ?? (eTag == nil ? "no-store" : "private, no-cache")
        return response
    }
}

/// An answer without content.
public struct NoContent: Answer {
    /// Nothing to say.
    public init() {}

    /// None.
    public static var contents: [(mediaType: String, schema: Schema)] { [] }

    /// A response without content.
    public func response(_ status: Status) -> Response { Response(status) }
}
