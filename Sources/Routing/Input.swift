/// What a handler takes from a request.
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
    /// Parameters of the path; their names stand in braces in the target.
    public var path: [Parameter]
    /// Parameters of the query.
    public var query: [Parameter]
    /// Header fields that matter to the operation.
    public var header: [Parameter]
    /// The content by media type.
    public var content: [(mediaType: String, schema: Schema)]

    /// A declaration; what is left out is not taken.
    public init(
        path: [Parameter] = [], query: [Parameter] = [], header: [Parameter] = [],
        content: [(mediaType: String, schema: Schema)] = []
    ) {
        self.path = path
        self.query = query
        self.header = header
        self.content = content
    }

    /// JSON content of a shape.
    public static func json(_ schema: Schema, path: [Parameter] = []) -> InputDeclaration {
        InputDeclaration(path: path, content: [("application/json", schema)])
    }
}

/// The input of an operation that takes none.
public struct NoInput: Input {
    /// Nothing.
    public static let declaration = InputDeclaration()

    /// Nothing is read.
    public init(reading input: InputReader) {}
}
