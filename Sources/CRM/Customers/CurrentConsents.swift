package import MariaDB
package import Routing

/// What a person agrees to at present, by purpose: the newest entry of each purpose in the ledger of consents.
///
/// Source: SPEC section 14, "Consents".
package struct CurrentConsents: Sendable, Equatable {
    /// The member of a lead and of a customer.
    package static let member = "consents"

    /// By purpose; one that was never asked for has no member.
    package private(set) var given = Members<Bool>()

    /// Nothing was asked for.
    package init() {}

    /// What a submission agreed to.
    package init(_ given: Members<Bool>) { self.given = given }

    /// Notes the answer to a purpose, unless there is one.
    package mutating func note(_ isGiven: Bool, for purpose: String) {
        if given[purpose] == nil { given[purpose] = isGiven }
    }

    /// These with the answers of a later time in place of theirs.
    package func replaced(by later: CurrentConsents) -> CurrentConsents {
        var all = self
        for (purpose, isGiven) in later.given { all.given[purpose] = isGiven }
        return all
    }

    /// A JSON object, the value of a column.
    package var stored: String { String(decoding: JSONText.bytes(ofWritable: self), as: UTF8.self) }
}

extension CurrentConsents: ColumnDecodable {
    /// Reads a JSON object of booleans.
    package init(column: borrowing Column) throws(DatabaseError) {
        // It is no JSON, whatever else is wrong with it.
        guard let json = try? JSONText.parse(column.bytes()) else { throw column.undecodable }
        self.init(Members(json.members.map { ($0.key, $0.value == .boolean(true)) }, uniquingKeysWith: { $1 }))
    }
}

extension CurrentConsents: JSONWritable {
    /// Writes a member for each purpose.
    package func write(to object: inout JSONObjectWriter) {
        for (purpose, isGiven) in given { object.add(purpose, isGiven) }
    }

    /// The shape that the document shows.
    package static let schema = Schema.map(of: .boolean).described(
        "What the person agrees to at present, by purpose; see the ledger at `/consents`.")
}
