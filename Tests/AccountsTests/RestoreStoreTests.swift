import FoundationEssentials
import Frame
import MariaDB
import TestSupport
import Testing
import Values

@testable import Accounts

struct RestoreStoreTests {
    @Test func `ends what a copy brings back to life`() throws {
        let database = try ScratchDatabase.withSchema()
        let connection = database.connection()
        let (user, now) = (User.ID(), Date())
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(user), 'ana', 'Ana', 'ana@example.com', 'x', 'agent', 'agent', \(now), \(now))
            """)
        let session = Session.ID()
        for (id, revoked) in [(session, nil), (Session.ID(), now)] as [(Session.ID, Date?)] {
            try connection.execute(
                """
                INSERT INTO sessions (id, user_id, created_at, expires_at, revoked_at)
                VALUES (\(id), \(user), \(now), \(now + 3600), \(revoked))
                """)
        }
        try connection.execute(
            """
            INSERT INTO tickets (digest, user_id, session_id, expires_at, access_expires_at)
            VALUES (\([UInt8](repeating: 1, count: 32)), \(user), \(session), \(now + 30), \(now + 30))
            """)
        try PasswordTokenStore(connection).add([UInt8](repeating: 2, count: 32), of: user, at: now, until: now + 1800)
        #expect(try RestoreStore(connection).endSignIns(at: now) == 1)
        let left: SQL = """
            SELECT (SELECT COUNT(*) FROM sessions WHERE revoked_at IS NULL) + (SELECT COUNT(*) FROM tickets)
              + (SELECT COUNT(*) FROM password_tokens WHERE ended_at IS NULL)
            """
        #expect(try connection.fetchValue(left, as: Int.self) == 0)
    }
}
