import Environment
import FoundationEssentials
import MariaDB
import Storage
import TestSupport
import Testing

@testable import Messaging

@Suite struct SessionFlowTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let flow: SessionFlow
    private let store: WhatsAppSessionStore

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        flow = SessionFlow(connection)
        store = WhatsAppSessionStore(connection)
    }

    private func start() throws -> WhatsAppSession {
        _ = try connection.transaction { try flow.start(with: .cloud, at: Date()) }
        return try #require(try store.find())
    }

    @Test func `a session starts once, with what carries it`() throws {
        let session = try start()
        #expect(session == WhatsAppSession(status: .connecting, driver: .cloud, run: 1))
        let again = try connection.transaction { try flow.start(with: .stub, at: Date()) }
        #expect(again == (.connecting, false))
        #expect(try store.find() == session)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM jobs", as: Int.self) == 1)
    }

    @Test func `a step that was seen from elsewhere is not made`() throws {
        let session = try start()
        #expect(try flow.move(session, by: SessionStep(.qrcode, qr: "2@x")))
        #expect(try !flow.move(session, by: SessionStep(.qrcode, qr: "2@x")))
        #expect(try connection.transaction { try flow.stop(at: Date()) })
        #expect(try connection.transaction { try !flow.stop(at: Date()) })
        let second = try start()
        #expect(second.run == 2 && second.status == .connecting)
        // The step of a job that belongs to the first run.
        #expect(try !flow.move(session, by: SessionStep(.ready)))
        let types = try EventStore(connection).number(16).map(\.type.name)
        #expect(types.filter { $0 == "qrcode" }.count == 1)
    }

    @Test func `a session that is ready wakes the messages that wait`() throws {
        let jobs = JobStore(connection)
        let later = Date().addingTimeInterval(30)
        let waiting = try jobs.add(kind: "whatsapp.send", dueAt: later)
        let other = try jobs.add(kind: "a", dueAt: later)
        #expect(try flow.move(start(), by: SessionStep(.ready)))
        #expect(try #require(try jobs.find(waiting)).dueAt <= Date())
        #expect(try #require(try jobs.find(other)).dueAt > Date())
    }
}
