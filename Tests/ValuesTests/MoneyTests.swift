import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing

@testable import Values

@Suite struct MoneyTests {
    private let rule = Rule<Money>.money(.zero ... .largest)

    @Test(
        arguments: [
            ("0", 0, "0.00"), ("199.90", 19_990, "199.90"), ("199.9", 19_990, "199.90"), ("007.05", 705, "7.05"),
            ("9999999999.99", 999_999_999_999, "9999999999.99"), (" 1 ", 100, "1.00"),
        ] as [(String, Int64, String)])
    func `text is read to the cent and written with two decimals`(written: String, cents: Int64, text: String) throws {
        let money = try rule.read(.text(written))
        #expect(money == Money(cents: cents))
        #expect(money.text == text)
        #expect(try rule.read(.json(.string(written))) == money)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "1.005", "1.000", "1e2", "+1", "1,50", "-0.01", "-1", "10000000000.00", "NaN", "1.5.5",
        "0x10",
        "١.٠٠", "1 000.00", "99999999999999999999",
    ])
    func `other text is refused`(written: String) {
        #expect(throws: Fault.self) { try rule.read(.text(written)) }
    }

    @Test(
        arguments: [
            ("199.90", 19_990), ("0.1", 10), ("1e2", 10_000), ("1.10e1", 1100), ("9999999999.99", 999_999_999_999),
            ("0.07", 7), ("1.2300", 123), ("-0", 0),
        ] as [(String, Int64)])
    func `a JSON number is read exactly`(number: String, cents: Int64) throws {
        let value = try #require(try JSONText.parse(Array("{\"price\": \(number)}".utf8))["price"])
        #expect(try rule.read(.json(value)) == Money(cents: cents))
    }

    @Test(arguments: [
        "0.001", "-0.01", "1e-3", "10000000000", "1e400", "1e-400", "true", "null", "[]", "{}", "1e30",
        "0.1000000000000000000000000000000000000000000000001", "9999999999.994999999999999999999999999999999999999",
        "1.00000000000000000000000000000000000000000000000000000000000000e0",
    ])
    func `a JSON value that is no such amount is refused, however little is too much`(number: String) throws {
        guard let value = try? JSONText.parse(Array("{\"price\": \(number)}".utf8))["price"] else { return }
        #expect(throws: Fault.self) { try rule.read(.json(value)) }
    }

    @Test(arguments: [(-1, "-0.01"), (-123_456, "-1234.56"), (0, "0.00")] as [(Int64, String)])
    func `a debit has its sign`(cents: Int64, text: String) {
        #expect(Money(cents: cents).text == text)
        #expect(Money(text) == Money(cents: cents))
        #expect(-Money(cents: cents) == Money(cents: -cents))
    }

    @Test func `the database keeps and adds it exactly`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        try connection.execute("CREATE TEMPORARY TABLE amounts (amount DECIMAL(14,2) NOT NULL)")
        try connection.execute("INSERT INTO amounts (amount) VALUES (\(Money(cents: 999_999_999_999)))")
        for cents in [Int64](repeating: 10, count: 3) + [-7] {
            try connection.execute(
                "UPDATE amounts SET amount = amount + CAST(\(Money(cents: cents)) AS DECIMAL(14,2))")
        }
        #expect(try connection.fetchValue("SELECT amount FROM amounts") == Money(cents: 1_000_000_000_022))
    }
}
