import MariaDB
import TestSupport
import Testing

/// A database that other tests have used is as a new one.
struct ScratchPoolTests {
    private func find(_ database: ScratchDatabase) throws -> [Int?] {
        let connection = database.connection()
        return [
            try connection.fetchValue("SELECT COUNT(*) FROM lead_ranges WHERE total = 0", as: Int.self),
            try connection.fetchValue("SELECT COUNT(*) FROM forms WHERE slug = 'contact'", as: Int.self),
            try connection.fetchValue("SELECT COUNT(*) FROM products", as: Int.self),
            try connection.fetchValue(
                "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'others'",
                as: Int.self),
        ]
    }

    @Test(arguments: [false, true])
    func `has the first rows, no others, and no further table`(hasOthers: Bool) throws {
        let expected = try find(ScratchDatabase(loading: "schema.sql"))
        for _ in 0..<3 {
            let used = try ScratchDatabase.withSchema()
            #expect(try find(used) == expected)
            let connection = used.connection()
            try connection.execute("DELETE FROM lead_ranges")
            try connection.execute("UPDATE forms SET slug = 'other'")
            try connection.execute(
                """
                INSERT INTO products (id, name, kind, price, created_at, updated_at)
                VALUES (UNHEX(MD5('a')), 'Tea', 'product', 100, NOW(), NOW())
                """)
            if hasOthers { try connection.execute("CREATE TABLE others (n INT)") }
        }
    }
}
