import Frame
import Routing
import Values

/// The fields of a customer and their rules, each declared here once; its details are in `CustomerDetail`.
///
/// Source: SPEC section 6.
enum CustomerFields {
    static let id = Field("id", Rule<Customer.ID>.identifier())
    static let name = field("name", Rule<String>.line(1...200))
    static let address = Field("address", Rule<Void>.addressObject)
    static let ownerID = Field("owner_id", Rule<User.ID>.identifier())
    static let isActive = field("is_active", Rule<Bool>.boolean)

    /// All that a body may say of a customer, older names included.
    static let members: [Schema.Member] = detailMembers + [isActive.optional] + isActive.aliasMembers

    /// The same without whether the customer is in use.
    static let detailMembers: [Schema.Member] =
        [name.omittable] + CustomerDetail.contact.map(\.field.optional) + [address.optional]
        + CustomerDetail.remarks.map(\.field.optional) + [ownerID.optional, CustomValues.input] + name.aliasMembers
        + (CustomerDetail.contact + CustomerDetail.remarks + CustomerDetail.address).flatMap(\.field.aliasMembers)

    private static func field<Value>(_ name: String, _ rule: Rule<Value>) -> Field<Value> {
        Field(name, rule, aliases: FrontEndNames.customer[name] ?? [])
    }
}

extension Rule where Value == Void {
    /// An object; its members are fields of their own.
    fileprivate static let addressObject = Rule(
        .object(
            "AddressInput",
            CustomerDetail.address.map { .optional($0.member, $0.field.rule.schema.orNull) })
    ) { (value) throws(Fault) in
        guard case .json(.object) = value else { throw .wrongType("an object", pt: "um objeto") }
    }
}
