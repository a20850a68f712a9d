import MariaDB
import Storage
import TestSupport
import Testing
import Values

struct NumberMigrationTests {
    @Test func `messages so far are found by the same spelling after the migration`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        let migrator = Migrator(
            connection: connection,
            migrations: try MigrationFolder.migrations(in: "\(SourceTree.folder)/scripts/migrations"))
        try migrator.up(to: 20)
        let digits = [
            "551181234567", "5511981234567", "551131234567", "5511931234567", "552381234567", "556171234567",
            "5215512345678",
            "525512345678", "5491123456789", "541123456789", "15551234567", "0011222333444",
        ]
        for (number, each) in digits.enumerated() {
            try connection.execute(
                """
                INSERT INTO whatsapp_messages (
                  id, direction, number, type, text, status, client_message_id, provider_id, created_at, updated_at)
                VALUES (
                  \([UInt8](repeating: UInt8(number), count: 16)), 'out', \(each), 'text', 'a', 'sent', \("c\(number)"),
                  \("p\(number)"), '2026-01-01', '2026-01-01')
                """)
        }
        try migrator.up(to: 21)
        for each in digits {
            let key: String? = try connection.fetchValue(
                "SELECT number_key FROM whatsapp_messages WHERE number = \(each)")
            #expect(key == NumberSpellings(ofDigits: each).canonical)
        }
        try migrator.down()
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM whatsapp_messages", as: Int.self) == digits.count)
    }
}
