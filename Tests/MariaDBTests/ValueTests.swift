import FoundationEssentials
import MariaDB
import TestSupport
import Testing

struct ValueTests {
    let database: ScratchDatabase
    let connection: Connection

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
    }

    private struct Whole: RowDecodable, Equatable {
        var small: Int
        var big: Int64
        var unsigned: UInt32
        var flag: Bool
        var price: String
        var name: String
        var id: [UInt8]
        var kind: String
        var at: Date
        var wall: String
        var day: String
        var absent: String?
        var present: String?

        init(row: borrowing Row) throws(DatabaseError) {
            small = try row["small"]
            big = try row["big"]
            unsigned = try row["unsigned_column"]
            flag = try row["flag"]
            price = try row["price"]
            name = try row["name"]
            id = try row["id"]
            kind = try row["kind"]
            at = try row["at"]
            wall = try row["wall"]
            day = try row["day"]
            absent = try row["absent"]
            present = try row["present"]
        }
    }

    @Test func `every kind of column comes back as it went in`() throws {
        try connection.execute(
            """
            CREATE TEMPORARY TABLE samples (
              small TINYINT, big BIGINT, unsigned_column INT UNSIGNED, flag BOOLEAN, price DECIMAL(12, 2), name VARCHAR(100),
              id BINARY(16), kind ENUM ('PENDING', 'LOST'), at DATETIME(6), wall DATETIME, day DATE, absent TEXT, present TEXT
            )
            """)
        let id = [UInt8](0..<16)
        let at = Date(timeIntervalSinceReferenceDate: 786_000_000.123456)
        let changed = try connection.execute(
            """
            INSERT INTO samples
            VALUES (\(-128), \(Int64.min), \(UInt32.max), \(true), \("9999999999.99"), \("Zoë 👩‍🚀 'q' \\ %"), \(id), \("LOST"),
              \(at), \("2026-11-20 09:30:00"), \("2024-02-29"), \(nil as String?), \("" as String?))
            """)
        #expect(changed == 1)
        let row: Whole? = try connection.fetchFirst("SELECT * FROM samples")
        let whole = try #require(row)
        #expect(whole.small == -128)
        #expect(whole.big == .min)
        #expect(whole.unsigned == .max)
        #expect(whole.flag)
        #expect(whole.price == "9999999999.99")
        #expect(whole.name == "Zoë 👩‍🚀 'q' \\ %")
        #expect(whole.id == id)
        #expect(whole.kind == "LOST")
        #expect(whole.at == at)
        #expect(whole.wall == "2026-11-20 09:30:00")
        #expect(whole.day == "2024-02-29")
        #expect(whole.absent == nil)
        #expect(whole.present == "")
    }

    @Test(arguments: [
        (0.0, "1970-01-01 00:00:00.000000"), (-0.000001, "1969-12-31 23:59:59.999999"),
        (-86400.5, "1969-12-30 23:59:59.500000"), (951_782_400.25, "2000-02-29 00:00:00.250000"),
        (4_107_542_399.999999, "2100-02-28 23:59:59.999999"), (-11_676_096_000.0, "1600-01-01 00:00:00.000000"),
        (253_402_300_799.0, "9999-12-31 23:59:59.000000"), (1_795_219_200.000001, "2026-11-21 00:00:00.000001"),
    ])
    func `instants are UTC to the microsecond`(seconds: Double, text: String) throws {
        let date = Date(timeIntervalSince1970: seconds)
        let stored = try connection.fetchValue("SELECT DATE_FORMAT(\(date), '%Y-%m-%d %H:%i:%s.%f')", as: String.self)
        #expect(stored == text)
        let back = try connection.fetchValue("SELECT CAST(\(text) AS DATETIME(6))", as: Date.self)
        #expect(abs(try #require(back).timeIntervalSince(date)) < 0.000_001)
    }

    @Test func `a date out of range is refused before it is sent`() {
        let error = #expect(throws: DatabaseError.self) {
            try connection.execute("DO \(Date.distantFuture.advanced(by: 1e12))")
        }
        #expect(error?.code == .unencodable)
    }

    @Test(arguments: [0, 1, 255, 256, 257, 4096, 70_000, 3_000_000])
    func `long values are whole`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try connection.execute("CREATE TEMPORARY TABLE long_values (body LONGBLOB, tail VARCHAR(5))")
        try connection.execute("INSERT INTO long_values VALUES (\(bytes), \("end"))")
        let body = try connection.fetchValue("SELECT body, tail FROM long_values", as: [UInt8].self)
        #expect(body == bytes)
        let tail = try connection.fetchValue("SELECT tail, body FROM long_values", as: String.self)
        #expect(tail == "end")
    }

    @Test func `numbers past the range of the wanted type are errors, not other numbers`() throws {
        #expect(try connection.fetchValue("SELECT 18446744073709551615", as: String.self) == "18446744073709551615")
        expectUndecodable { try connection.fetchValue("SELECT 18446744073709551615 AS n", as: Int.self) }
        expectUndecodable { try connection.fetchValue("SELECT 4294967296 AS n", as: UInt32.self) }
        expectUndecodable { try connection.fetchValue("SELECT -1 AS n", as: UInt32.self) }
        expectUndecodable { try connection.fetchValue("SELECT 1.5 AS n", as: Int.self) }
        expectUndecodable { try connection.fetchValue("SELECT 'x' AS n", as: Int.self) }
        expectUndecodable { try connection.fetchValue("SELECT X'C328' AS n", as: String.self) }
        expectUndecodable { try connection.fetchValue("SELECT NULL AS n", as: String.self) }
    }

    private func expectUndecodable(_ body: () throws -> Any?) {
        let error = #expect(throws: DatabaseError.self) { _ = try body() }
        #expect(error?.code == .undecodable(column: "n"))
    }

    @Test func `a SUM is a whole number and no row is nil`() throws {
        #expect(
            try connection.fetchValue("SELECT SUM(n) FROM (SELECT 40 AS n UNION ALL SELECT 2) AS t", as: Int.self) == 42
        )
        #expect(try connection.fetchValue("SELECT 1 FROM DUAL WHERE \(1) = \(2)", as: Int.self) == nil)
        #expect(try connection.fetchValue("SELECT NULL", as: Int?.self) == .some(nil))
    }

    private struct Reversed: RowDecodable {
        var a: Int
        var b: Int
        init(row: borrowing Row) throws(DatabaseError) {
            b = try row["b"]
            a = try row["a"]
        }
    }

    @Test func `columns are found by name in any order, and a missing one is an error`() throws {
        let row: Reversed? = try connection.fetchFirst("SELECT 1 AS a, 2 AS b")
        #expect(row?.a == 1)
        #expect(row?.b == 2)
        let error = #expect(throws: DatabaseError.self) {
            _ = try connection.fetchAll("SELECT 1 AS a", as: Reversed.self)
        }
        #expect(error?.code == .undecodable(column: "b"))
        #expect(try connection.fetchValue("SELECT 5", as: Int.self) == 5)
    }
}
