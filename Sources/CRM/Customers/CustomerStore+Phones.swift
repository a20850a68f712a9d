import MariaDB
import Routing
import Storage
package import Values

extension CustomerStore {
    /// The active customer of each telephone number that one has, with the name; of several the oldest.
    ///
    /// - Throws: `DatabaseError`, or what encoding the numbers throws.
    package func names(ofActivePhones phones: [PhoneNumber]) throws -> [PhoneNumber: (id: Customer.ID, name: String)] {
        guard !phones.isEmpty else { return [:] }
        let list = String(decoding: try JSONText.bytes(of: phones.map(\.text)), as: UTF8.self)
        let rows: [Known] = try connection.fetchAll(
            """
            SELECT customers.phone, customers.id, customers.name
            FROM JSON_TABLE(\(list), '$[*]' COLUMNS (phone VARCHAR(16) CHARACTER SET ascii PATH '$')) AS asked
            STRAIGHT_JOIN customers ON customers.id = (
              SELECT known.id
              FROM customers AS known FORCE INDEX (customers_phone)
              WHERE known.phone = asked.phone COLLATE ascii_bin AND known.is_active = TRUE
              ORDER BY known.id
              LIMIT 1)
            LIMIT \(phones.count)
            """)
        return Dictionary(
            rows.compactMap { row in row.phone.map { ($0, (row.id, row.name)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The telephone numbers of the active customers that a text finds best.
    ///
    /// - Parameter limit: the most customers that are looked at.
    /// - Throws: `DatabaseError`, or what the search throws.
    package func phones(finding text: String, atMost limit: Int) throws -> [PhoneNumber] {
        let ids = try best(text, atMost: limit).compactMap { Customer.ID($0.id) }
        guard !ids.isEmpty else { return [] }
        let rows: [Reached] = try connection.fetchAll(
            """
            SELECT phone
            FROM customers
            WHERE id IN (\(list: ids)) AND phone IS NOT NULL
            ORDER BY id
            LIMIT \(ids.count)
            """)
        return rows.compactMap { PhoneNumber($0.phone) }
    }

    private struct Reached: RowDecodable {
        let phone: String

        init(row: borrowing Row) throws(DatabaseError) { phone = try row["phone"] }
    }

    private struct Known: RowDecodable {
        let phone: PhoneNumber?
        let id: Customer.ID
        let name: String

        init(row: borrowing Row) throws(DatabaseError) {
            let text: String = try row["phone"]
            phone = PhoneNumber(text)
            id = try row["id"]
            name = try row["name"]
        }
    }
}
