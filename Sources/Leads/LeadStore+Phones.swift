import MariaDB
import Routing
import Storage
package import Values

extension LeadStore {
    /// The lead of each telephone number that one has, with the name; of several the newest. Found by the words of the search, which a new
    /// lead has as soon as the worker has written them.
    ///
    /// - Throws: `DatabaseError`, or what encoding the numbers throws.
    package func names(ofPhones phones: [PhoneNumber]) throws -> [PhoneNumber: (id: Lead.ID, name: String)] {
        guard !phones.isEmpty else { return [:] }
        // A word of the search is `#` and the digits: other numbers may end in the same ones, so the number is compared, too.
        let asked = phones.map { [$0.text, "#\($0.text.dropFirst())"] }
        let list = String(decoding: try JSONText.bytes(of: asked), as: UTF8.self)
        let rows: [Known] = try connection.fetchAll(
            """
            SELECT leads.phone, leads.id, leads.first_name, leads.last_name
            FROM JSON_TABLE(\(list), '$[*]' COLUMNS (
              phone VARCHAR(16) CHARACTER SET ascii PATH '$[0]',
              word VARCHAR(64) CHARACTER SET utf8mb4 PATH '$[1]')) AS asked
            STRAIGHT_JOIN leads ON leads.id = (
              SELECT known.id
              FROM lead_words AS found FORCE INDEX (PRIMARY)
              STRAIGHT_JOIN leads AS known ON known.id = found.lead_id
              WHERE found.word = asked.word COLLATE utf8mb4_nopad_bin AND known.phone = asked.phone COLLATE ascii_bin
              ORDER BY found.lead_id DESC
              LIMIT 1)
            LIMIT \(phones.count)
            """)
        return Dictionary(
            rows.compactMap { row in row.phone.map { ($0, (row.id, row.name)) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The telephone numbers of the leads that a text finds best.
    ///
    /// - Parameter limit: the most leads that are looked at.
    /// - Throws: `DatabaseError`, or what the search throws.
    package func phones(finding text: String, atMost limit: Int) throws -> [PhoneNumber] {
        let ids = try best(text, atMost: limit).compactMap { Lead.ID($0.id) }
        guard !ids.isEmpty else { return [] }
        let rows: [Reached] = try connection.fetchAll(
            """
            SELECT phone
            FROM leads
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
        let id: Lead.ID
        let name: String

        init(row: borrowing Row) throws(DatabaseError) {
            let text: String = try row["phone"]
            phone = PhoneNumber(text)
            id = try row["id"]
            var contact = LeadContact()
            contact.firstName = try row["first_name"]
            contact.lastName = try row["last_name"]
            name = contact.name
        }
    }
}
