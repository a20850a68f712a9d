/// The input that a handler reads from a request.
public protocol Input: SendableMetatype {
    /// Its parameters and content, for the document.
    static var declaration: InputDeclaration { get }

    /// Reads and checks it.
    ///
    /// - Throws: `APIError` that names every faulty field.
    init(reading input: InputReader) throws
}

/// The parameters and content of an operation.
public struct InputDeclaration: Sendable {
    /// Parameters of the path; the target has their names in braces.
    public var path: [Parameter]
    /// Parameters of the query.
    public var query: [Parameter]
    /// Header fields that matter to the operation.
    public var header: [Parameter]
    /// The content by media type.
    public var content: [(mediaType: String, schema: Schema)]
    /// The most bytes of JSON or form content; more is 413.
    public var contentBytes: Int

    /// A declaration; other fields are ignored.
    public init(
        path: [Parameter] = [], query: [Parameter] = [], header: [Parameter] = [],
        content: [(mediaType: String, schema: Schema)] = [], contentBytes: Int = InputReader.contentBytes
    ) {
        self.path = path
        self.query = query
        self.header = header
        self.content = content
        self.contentBytes = contentBytes
    }

    /// JSON content of a shape.
    public static func json(_ schema: Schema, path: [Parameter] = []) -> InputDeclaration {
        InputDeclaration(path: path, content: [("application/json", schema)])
    }
}

/// The input of an operation without input.
public struct NoInput: Input {
    /// Nothing.
    public static let declaration = InputDeclaration()

    /// Nothing is read.
    public init(reading input: InputReader) {}
}
