import Routing
import Values

/// An optional text of a customer, such as the street.
///
/// Rows, statements, JSON, schemas, requests, changes, the audit and search walk over ``all``, so that a new detail is one line of the table
/// and a column. Source: SPEC section 6.
package struct CustomerDetail: Sendable {
    /// Its place in ``all``.
    let index: Int
    /// The name of its column.
    let column: StaticString
    /// The name of its member, in a customer or in the address.
    let member: String

    /// Where a customer's JSON has a detail.
    private enum Place {
        /// Before the address.
        case contact
        /// A member of the address.
        case address
        /// After the address.
        case remark
    }

    /// Every detail, in the order of a customer's members.
    // swift-format-ignore
    private static let table = [
        //             column          rule                          what it is found by
        Entry(.contact, "email",        Rule.email.map(\.text))       { $0.add(address: $1) },
        Entry(.contact, "phone",        Rule.phone.map(\.text))       { $0.add(phone: $1) },
        Entry(.contact, "document",     Rule.taxDocument.map(\.text), "A CPF or CNPJ, with or without punctuation.") { $0.add(document: $1) },
        Entry(.contact, "company_name", .line(1...200))               { $0.add($1) },
        Entry(.address, "street",       .line(1...300)),
        Entry(.address, "city",         .line(1...100)),
        Entry(.address, "state",        .line(1...100)),
        Entry(.address, "zip_code",     .line(1...20)),
        Entry(.address, "country",      .line(1...100)),
        Entry(.remark,  "notes",        .text(1...5000)),
    ]

    /// Adds a value to the words that a customer is found by.
    typealias Search = @Sendable (inout SearchText, String?) -> Void

    private struct Entry: Sendable {
        let place: Place
        let column: StaticString
        let field: Field<String>
        let search: Search?

        init(
            _ place: Place, _ column: StaticString, _ rule: Rule<String>, _ summary: String = "", search: Search? = nil
        ) {
            self.place = place
            self.column = column
            let name = place == .address ? "address.\(column)" : column.description
            field = Field(name, rule, aliases: FrontEndNames.customer[name] ?? [], summary: summary)
            self.search = search
        }
    }

    /// The details in the order of a customer's members.
    package static let all = table.indices.map { CustomerDetail(index: $0) }
    /// Those that a customer's JSON has before the address.
    static let contact = all.filter { table[$0.index].place == .contact }
    /// Those that are members of the address.
    static let address = all.filter { table[$0.index].place == .address }
    /// Those that a customer's JSON has after the address.
    static let remarks = all.filter { table[$0.index].place == .remark }
    /// Those whose words a customer is found by. The trigger `customers_reworded` names their columns.
    static let searched = all.filter { table[$0.index].search != nil }

    // Those that the code asks for by name.
    package static let email = CustomerDetail(named: "email")
    package static let phone = CustomerDetail(named: "phone")
    package static let document = CustomerDetail(named: "document")
    package static let companyName = CustomerDetail(named: "company_name")

    private init(index: Int) {
        self.index = index
        column = Self.table[index].column
        member = column.description
    }

    /// The detail of a column that is in the table.
    private init(named name: String) {
        guard let detail = Self.all.first(where: { $0.member == name }) else {
            preconditionFailure("no detail of a customer is called \(name)")
        }
        self = detail
    }

    /// Name and rule in requests.
    var field: Field<String> { Self.table[index].field }
    /// Adds its value to the words that a customer is found by.
    var search: Search? { Self.table[index].search }
}

extension CustomerDetail: Equatable {
    package static func == (one: CustomerDetail, other: CustomerDetail) -> Bool { one.index == other.index }
}
