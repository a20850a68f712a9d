import HTTP
import Routing

/// The least that routes can work with.
final class SampleContext: RouteContext {
    enum Permission: String, Sendable { case look, touch }

    let request: Request
    private let held: Set<Permission>

    init(_ request: Request, holding held: Set<Permission> = []) {
        self.request = request
        self.held = held
    }

    func admit(_ access: Access<Permission>) throws {
        switch access {
        case .toAnyone: break
        case .toSignedIn, .toSubscribers: if held.isEmpty { throw APIError.invalidToken }
        case .to(let permission), .shared(let permission, with: _):
            if !held.contains(permission) { throw APIError.missingPermission }
        }
    }
}

/// An answer that says what the handler was given.
struct Echo: Encodable, Described {
    let text: String
    let count: Int?

    static let schema = Schema.object("Echo", [.required("text", .string), .optional("count", .integer(0...9))])
}

/// An input with one value of each place.
struct EchoInput: Input {
    static let id = Field("id", .line(1...20))
    static let text = Field("text", .line(1...5), aliases: ["texto"])
    static let count = Field("count", .integer(0...9))

    static let declaration = InputDeclaration(
        path: [id.pathParameter], query: [count.pathParameter],
        content: [("application/json", .object("EchoInput", [text.required]))])

    let text: String
    let count: Int?

    init(reading input: InputReader) throws {
        _ = try input.path(Self.id)
        count = try input.query(Self.count)
        try input.readJSON()
        text = try input.checked(input.required(Self.text))
    }
}

/// The values of a path.
struct ThingInput: Input {
    static let part = Field("part", .line(1...20))
    static let declaration = InputDeclaration(path: [EchoInput.id.pathParameter])

    init(reading input: InputReader) throws { _ = try input.path(EchoInput.id) }
}

/// The values of a longer path.
struct PartInput: Input {
    static let declaration = InputDeclaration(path: [EchoInput.id.pathParameter, ThingInput.part.pathParameter])

    init(reading input: InputReader) throws { _ = try input.path(ThingInput.part) }
}

@Sendable func list(_ input: NoInput, _ context: SampleContext) -> NoContent { NoContent() }
@Sendable func thing(_ input: ThingInput, _ context: SampleContext) -> NoContent { NoContent() }
@Sendable func part(_ input: PartInput, _ context: SampleContext) -> NoContent { NoContent() }

@Sendable func echo(_ input: EchoInput, _ context: SampleContext) -> Reply<Echo> {
    Reply(Echo(text: input.text, count: input.count), eTag: EntityTag("1"))
}

// swift-format-ignore
let sampleRoutes = RouteGroup<SampleContext>("sample", bases: ["/api/v1", "/api"], [
    Route(.get,    "/things",                   "listThings", .to(.look),  "Lists.",                        list),
    Route(.post,   "/things",                   "addThing",   .to(.touch), "Adds.",                         list),
    Route(.get,    "/things/special",           "getSpecial", .toAnyone,   "Special.",                      list),
    Route(.get,    "/things/{id}",              "getThing",   .toSignedIn, "Gives.",                        thing),
    Route(.delete, "/things/{id}",              "dropThing",  .toSignedIn, "Drops.",                        thing),
    Route(.put,    "/things/{id}/name",         "nameThing",  .to(.touch), failures: [.conflict], "Names.", echo),
    Route(.get,    "/things/{id}/parts/{part}", "getPart",    .toAnyone,   "Part.",                         part),
])
