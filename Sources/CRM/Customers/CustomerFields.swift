import Accounts
import Routing
import Values

/// The fields of a customer and their rules, each declared here once.
///
/// Source: SPEC section 6.
enum CustomerFields {
    static let id = Field("id", Rule<Customer.ID>.identifier())
    static let name = field("name", Rule<String>.line(1...200))
    static let email = field("email", Rule<EmailAddress>.email)
    static let phone = field("phone", Rule<PhoneNumber>.phone)
    static let document = field(
        "document", Rule<TaxDocument>.taxDocument, summary: "A CPF or CNPJ, with or without punctuation.")
    static let companyName = field("company_name", Rule<String>.line(1...200))
    static let address = Field("address", Rule<PostalAddress>.addressObject)
    static let street = field("address.street", Rule<String>.line(1...300))
    static let city = field("address.city", Rule<String>.line(1...100))
    static let state = field("address.state", Rule<String>.line(1...100))
    static let zipCode = field("address.zip_code", Rule<String>.line(1...20))
    static let country = field("address.country", Rule<String>.line(1...100))
    static let notes = field("notes", Rule<String>.text(1...5000))
    static let ownerID = Field("owner_id", Rule<User.ID>.identifier())
    static let isActive = field("is_active", Rule<Bool>.boolean)

    /// All that a body may say of a customer, older names included.
    static let members: [Schema.Member] = detailMembers + [isActive.optional] + isActive.aliasMembers

    /// The same without whether the customer is in use.
    static let detailMembers: [Schema.Member] =
        [name.omittable, email.optional, phone.optional, document.optional, companyName.optional, address.optional]
        + [notes.optional, ownerID.optional]
        + [name.aliasMembers, email.aliasMembers, phone.aliasMembers, document.aliasMembers, notes.aliasMembers]
        .flatMap { $0 }
        + [street, city, state, zipCode, country].flatMap(\.aliasMembers)

    private static func field<Value>(_ name: String, _ rule: Rule<Value>, summary: String = "") -> Field<Value> {
        Field(name, rule, aliases: FrontEndNames.customer[name] ?? [], summary: summary)
    }
}

extension Rule where Value == PostalAddress {
    /// An object; its members are fields of their own.
    fileprivate static let addressObject = Rule(
        .object(
            "AddressInput",
            [
                .optional("street", Schema.string(length: 1...300).orNull),
                .optional("city", Schema.string(length: 1...100).orNull),
                .optional("state", Schema.string(length: 1...100).orNull),
                .optional("zip_code", Schema.string(length: 1...20).orNull),
                .optional("country", Schema.string(length: 1...100).orNull),
            ])
    ) { (value) throws(Fault) in
        guard case .json(.object) = value else { throw .wrongType("an object", pt: "um objeto") }
        return PostalAddress()
    }
}
