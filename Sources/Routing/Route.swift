public import HTTP

/// The callers allowed to use an operation. There is no default: a route without it does not compile.
public enum Access<Permission: Sendable>: Sendable {
    /// Anyone at all.
    case toAnyone
    /// Any active user with a valid token.
    case toSignedIn
    /// Any active user, or those who hold a permission, who may show the token or a ticket in the query as well: a browser's socket
    /// sends no header field of its own.
    case toSubscribers(Permission? = nil)
    /// Users who hold a permission.
    case to(Permission)
    /// Users who hold a permission; and users who hold another, for the part of the operation that its handler lets them do.
    case shared(Permission, with: Permission)
}

/// Which of nginx's limits by client address holds for an operation.
public enum RateClass: String, Sendable {
    case api, intake, login
}

/// The context of a handler: the request and its caller.
public protocol RouteContext: SendableMetatype {
    /// The permissions that routes can ask for.
    associatedtype Permission: RawRepresentable & Sendable where Permission.RawValue == String

    /// The request.
    var request: Request { get }

    /// Passes when the caller may.
    ///
    /// - Throws: `APIError` 401 or 403.
    func admit(_ access: Access<Permission>) throws
}

/// One operation, declared once: the declaration serves requests and prints the OpenAPI document.
public struct Route<Context: RouteContext>: Sendable {
    /// The method.
    public let method: Method
    /// The path below the group's base; `{name}` matches one segment.
    public let target: String
    /// The operation's name, unique in the program.
    public let operation: String
    /// The callers allowed.
    public let access: Access<Context.Permission>
    /// The status of success.
    public let status: Status
    /// The limit that nginx sets.
    public let rate: RateClass
    /// Failures beyond those that the shapes imply.
    public let failures: [Status]
    /// How long a thread may work on it.
    public let timeLimit: TimeLimit
    private let isCreating: Bool
    /// One line for the document.
    public let summary: String
    /// Its input.
    public let input: InputDeclaration
    /// Its response contents.
    public let contents: [(mediaType: String, schema: Schema)]
    /// Its failure contents besides the error report.
    public let failureContents: [(status: Status, mediaType: String, schema: Schema)]
    /// Reads the input, runs the handler, makes the response.
    public let respond: @Sendable (InputReader, Context) throws -> Response

    /// An operation whose shapes are those of its handler.
    ///
    /// - Parameter isCreating: whether it creates something although its status of success is not 201.
    public init<In: Input, Out: Answer>(
        _ method: Method, _ target: String, _ operation: String, _ access: Access<Context.Permission>,
        status: Status = .ok, rate: RateClass = .api, failures: [Status] = [], isCreating: Bool = false,
        timeLimit: TimeLimit = .standard,
        _ summary: String,
        _ handler: @escaping @Sendable (In, Context) throws -> Out
    ) {
        self.method = method
        self.target = target
        self.operation = operation
        self.access = access
        self.status = status
        self.rate = rate
        self.failures = failures
        self.isCreating = isCreating
        self.timeLimit = timeLimit
        self.summary = summary
        input = In.declaration
        contents = Out.contents
        failureContents = Out.failureContents
        respond = { reader, context in
            do {
                return try handler(In(reading: reader), context).response(status)
            } catch let error as APIError {
                throw error.naming(reader.aliasesUsed)
            }
        }
    }
}

extension Route {
    /// Whether it creates something, so that a request may be named by an `Idempotency-Key` and sent again.
    ///
    /// Source: SPEC section 2.
    public var takesIdempotencyKey: Bool { method == .post && (status == .created || isCreating) }
}

/// Routes of one domain, served below the same bases.
public struct RouteGroup<Context: RouteContext>: Sendable {
    /// The name in `--serve`.
    public let name: String
    /// The pool that serves it where each part of the service has a pool of its own.
    public let pool: String
    /// The bases; the first is the canonical one, which the document shows.
    public let bases: [String]
    /// The operations.
    public let routes: [Route<Context>]
    /// How many of them, from the first on, are served below every base; the others below the first alone.
    private let countBelowAll: Int

    /// A group.
    ///
    /// - Parameters:
    ///   - pool: the pool of its own name when it is nil.
    ///   - canonical: operations that are served below the first base alone.
    public init(
        _ name: String, pool: String? = nil, bases: [String], _ routes: [Route<Context>],
        canonical: [Route<Context>] = []
    ) {
        self.name = name
        self.pool = pool ?? name
        self.bases = bases
        self.routes = routes + canonical
        countBelowAll = routes.count
    }

    /// The operations below one of the bases.
    func routes(below base: String) -> ArraySlice<Route<Context>> {
        base == bases.first ? routes[...] : routes[..<countBelowAll]
    }

    /// The method, the whole address and the limit of each operation, once for each base.
    public var addresses: [(method: String, address: String, rate: RateClass)] {
        bases.flatMap { base in routes(below: base).map { ($0.method.rawValue, base + $0.target, $0.rate) } }
    }
}
