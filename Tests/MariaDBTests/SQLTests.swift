import MariaDB
import Testing

struct SQLTests {
    @Test func `binds each interpolation and keeps values out of the text`() {
        let name = "x'; DROP TABLE leads; --"
        let sql: SQL = "SELECT id FROM leads WHERE name = \(name) AND score > \(40) AND owner_id = \(nil as Int?)"
        #expect(sql.text == "SELECT id FROM leads WHERE name = ? AND score > ? AND owner_id = ?")
        #expect(sql.values == [.text(name), .integer(40), .null])
    }

    @Test func `splices statements with their values in order`() {
        let filter: SQL = "status = \("PENDING")"
        let sql: SQL = "SELECT id FROM leads WHERE a = \(1) AND \(filter) AND b = \(2)"
        #expect(sql.text == "SELECT id FROM leads WHERE a = ? AND status = ? AND b = ?")
        #expect(sql.values == [.integer(1), .text("PENDING"), .integer(2)])
    }

    @Test func `joins filters with a separator`() {
        let filters: [SQL] = ["a = \(1)", "b IS NULL", "c = \("x")"]
        let sql = "WHERE " + filters.joined(separator: " AND ")
        #expect(sql.text == "WHERE a = ? AND b IS NULL AND c = ?")
        #expect(sql.values == [.integer(1), .text("x")])
        #expect([SQL]().joined(separator: ", ").text == "")
    }

    @Test(arguments: 1...8, 1...3)
    func `rows are bound as they would be one by one`(width: Int, count: Int) {
        let rows = (0..<count).map { row in (0..<width).map { SQLValue.integer(Int64(row * width + $0)) } }
        let sql: SQL = "VALUES \(rows: rows)"
        let each = rows.map { (row) -> SQL in "(\(list: row))" }
        let same: SQL = "VALUES \(each.joined(separator: ", "))"
        #expect(sql.text == same.text)
        #expect(sql.values == same.values)
    }

    @Test func `writes a list as placeholders and an empty one as NULL`() {
        let three: SQL = "status IN (\(list: ["a", "b", "c"]))"
        let none: SQL = "status IN (\(list: [String]()))"
        #expect(three.text == "status IN (?, ?, ?)")
        #expect(three.values == [.text("a"), .text("b"), .text("c")])
        #expect(none.text == "status IN (NULL)")
    }
}
