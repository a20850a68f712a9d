import DomainTestSupport
import Environment
import FoundationEssentials
import HTTP
import MariaDB
import Routing
import Storage
import TestSupport
import Testing

@testable import Serving

/// Writes a note in a transaction; what it writes says how the work ends.
private struct NoteInput: Input {
    static let text = Field("text", .line(1...50))
    static let declaration = InputDeclaration.json(.object("Note", [text.required]))
    let text: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        text = try input.checked(input.required(Self.text))
    }
}

private struct Note: Encodable, Described {
    let id: Int
    let text: String
    static let schema = Schema.object("Note", [.required("id", .integer(1...)), .required("text", .string)])
}

@Sendable private func write(_ input: NoteInput, _ context: PlainContext) throws -> Reply<Note> {
    let connection = context.connection
    let reply = try connection.transaction {
        if input.text == "refused" { throw APIError.conflict(Text("No.", pt: "Não.")) }
        try connection.execute("INSERT INTO notes (text) VALUES (\(input.text))")
        let id = try connection.fetchValue("SELECT MAX(id) FROM notes", as: Int.self) ?? 0
        if input.text == "robbed" {
            try Connection(context.service.settings.database).execute(
                "UPDATE idempotency_records_crm SET claim_id = \([UInt8](repeating: 1, count: 16))")
        }
        let reply = Reply(Note(id: id, text: input.text), eTag: EntityTag("1"))
        if input.text == "further" { try context.idempotency?.complete(with: .further) }
        if input.text != "unhooked", input.text != "further" { try context.idempotency?.complete(with: reply) }
        return reply
    }
    if input.text == "uncertain" { throw DatabaseError(.commitOutcomeUnknown) }
    if input.text == "further" { throw APIError.further }
    return reply
}

extension APIError {
    fileprivate static let further = conflict(Text("Known, and noted again.", pt: "Conhecido, e anotado de novo."))
}

// swift-format-ignore
private let notes = RouteGroup<PlainContext>("crm", bases: ["/api/v1", "/api"], [
    Route(.post, "/notes",          "writeNote",  .toAnyone, status: .created, "Writes.", write),
    Route(.post, "/{book}/notes",   "writeIn",    .toAnyone, status: .created, "Writes.", write),
    Route(.post, "/letters",        "sendLetter", .toAnyone, "Writes, and creates nothing.", write),
])

@Suite struct IdempotencyTests {
    private let database: ScratchDatabase
    private let responder: PlainResponder

    init() throws {
        database = try ScratchDatabase.withSchema()
        try database.connection().executeScript(
            "CREATE TABLE notes (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, text VARCHAR(50) NOT NULL) ENGINE = InnoDB;"
        )
        responder = try PlainResponder(notes, database: database)
    }

    private func send(
        _ text: String, key: String? = "k", to path: String = "/api/v1/notes", from address: String = "192.0.2.1"
    ) throws -> Reception {
        var variables = ["REMOTE_ADDR": address]
        variables["HTTP_IDEMPOTENCY_KEY"] = key
        return try responder.send(SampleExchange("POST", path, json: ["text": .string(text)], variables))
    }

    private var count: Int {
        get throws { try database.connection().fetchValue("SELECT COUNT(*) FROM notes", as: Int.self) ?? -1 }
    }

    private var records: Int {
        get throws {
            try database.connection().fetchValue("SELECT COUNT(*) FROM idempotency_records_crm", as: Int.self) ?? -1
        }
    }

    /// Makes the one record a claim without an answer, as a crash before the commit leaves it.
    private func forget(until end: Date) throws {
        try database.connection().execute(
            """
            UPDATE idempotency_records_crm
            SET content_digest = NULL, status = NULL, fields = NULL, content = NULL, expires_at = \(end)
            """)
    }

    @Test func `an answer is sealed where it is kept, and read under the previous signing key, too`() throws {
        let first = try send("a secret of one")
        let stored = try database.connection().fetchValue(
            "SELECT content FROM idempotency_records_crm", as: [UInt8].self)
        let text = String(decoding: try #require(stored), as: UTF8.self)
        #expect(!text.contains("secret"))
        let next = "N3xt-k9-of-32-characters-abcdefgh"
        func again(_ variables: [String: String]) throws -> Reception {
            try PlainResponder(notes, database: database, variables).send(
                SampleExchange(
                    "POST", "/api/v1/notes", json: ["text": "a secret of one"],
                    ["REMOTE_ADDR": "192.0.2.1", "HTTP_IDEMPOTENCY_KEY": "k"]))
        }
        let rotated = try again(["SECRET_KEY": next, "SECRET_KEY_PREVIOUS": PlainResponder.secretKey])
        #expect(rotated.status == 201 && rotated.bytes == first.bytes)
        #expect(rotated.fields["Idempotent-Replayed"] == "true")
        // Without that key the answer is lost; nothing is done twice all the same.
        #expect(try again(["SECRET_KEY": next]).status == 409)
        #expect(try count == 1)
    }

    @Test(arguments: ["a", "unhooked"])
    func `a repeat gets the first answer again and nothing is done twice`(text: String) throws {
        let first = try send(text)
        #expect(first.status == 201)
        #expect(first.fields["Idempotent-Replayed"] == nil)
        for path in ["/api/v1/notes", "/api/notes/"] {
            let again = try send(text, to: path)
            #expect(again.bytes == first.bytes)
            #expect(again.fields["Idempotent-Replayed"] == "true")
            #expect(again.fields["X-Request-Id"] != first.fields["X-Request-Id"])
            let own = ["X-Request-Id", "Idempotent-Replayed"]
            #expect(again.fields.filter { !own.contains($0.key) } == first.fields.filter { !own.contains($0.key) })
        }
        #expect(try count == 1)
    }

    @Test func `another body under the same key is refused`() throws {
        #expect(try send("a").status == 201)
        let other = try send("b")
        #expect(other.status == 422)
        #expect(other.code == "INVALID_PAYLOAD")
        #expect(other.faultyFields == ["Idempotency-Key"])
        #expect(try count == 1)
    }

    @Test func `another caller, key, operation or target is another request`() throws {
        let answers = [
            try send("a"), try send("a", from: "192.0.2.2"), try send("a", key: "K"), try send("a", to: "/api/x/notes"),
            try send("a", to: "/api/y/notes"),
        ]
        #expect(answers.allSatisfy { $0.status == 201 && $0.fields["Idempotent-Replayed"] == nil })
        #expect(try count == 5)
    }

    @Test func `without a key, and where nothing is created, nothing is kept`() throws {
        for _ in 0..<2 {
            #expect(try send("a", key: nil).status == 201)
            #expect(try send("a", to: "/api/v1/letters").status == 200)
            #expect(try send("a", key: "not a key", to: "/api/v1/letters").status == 200)
        }
        #expect(try send("a", key: "not a key").faultyFields == ["Idempotency-Key"])
        #expect(try count == 6)
        #expect(try records == 0)
    }

    @Test func `a failure frees the key for a corrected body`() throws {
        #expect(try send("").status == 422)
        #expect(try send("refused").status == 409)
        #expect(try records == 0)
        #expect(try send("a").status == 201)
        #expect(try count == 1)
    }

    @Test func `a failure that did something is an answer like any other`() throws {
        let first = try send("further")
        #expect(first.status == 409)
        let again = try send("further")
        #expect(again.status == 409)
        #expect(again.bytes == first.bytes)
        #expect(again.fields["Idempotent-Replayed"] == "true")
        #expect(first.fields["Idempotent-Replayed"] == nil)
        #expect(try send("b").status == 422)
        #expect(try count == 1)
    }

    @Test func `while the first is running the key is in use`() throws {
        _ = try send("a")
        try forget(until: Date() + 10)
        let second = try send("a")
        #expect(second.status == 409)
        #expect(second.code == "CONFLICT")
        #expect(second.fields["Retry-After"] == "1")
        #expect(try count == 1)
    }

    @Test func `a first request that died is replaced by its repeat`() throws {
        _ = try send("a")
        try forget(until: Date() - 1)
        #expect(try send("b")["text"] == "b")
        #expect(try send("b").fields["Idempotent-Replayed"] == "true")
        #expect(try count == 2)
    }

    @Test func `a request whose claim was replaced commits nothing`() throws {
        #expect(try send("robbed").status == 409)
        #expect(try count == 0)
        #expect(try records == 1)
    }

    @Test func `a commit of unknown outcome is answered by what was kept`() throws {
        let first = try send("uncertain")
        #expect(first.status == 201)
        #expect(first.fields["Idempotent-Replayed"] == nil)
        #expect(try send("uncertain").bytes == first.bytes)
        #expect(try count == 1)
    }

    @Test func `after a day the key is new, and the sweep removes what expired`() throws {
        let connection = database.connection()
        _ = try send("a")
        #expect(try PlainResponder.crmAnswers.removeExpired(connection, at: Date() + 86_000) == 0)
        try database.connection().execute("UPDATE idempotency_records_crm SET expires_at = \(Date() - 1)")
        #expect(try send("b")["text"] == "b")
        #expect(try PlainResponder.crmAnswers.removeExpired(connection, at: Date() + 86_400 + 3601) == 1)
        #expect(try records == 0)
    }
}
