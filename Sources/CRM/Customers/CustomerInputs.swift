import Environment
import Frame
import Routing
import Serving
import Values

/// The fields of a new customer; active by default.
struct CustomerInput: Input {
    let isActive: Bool
    private let name: String?
    private let values: CustomerChange.Values
    private let custom: NamedValues
    private let reader: InputReader

    static let declaration = InputDeclaration.json(
        .object("CustomerInput", CustomerFields.members)
            .needingOne(ofEach: [[CustomerFields.name.name] + CustomerFields.name.aliases]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        reader = input
        name = input.required(CustomerFields.name)
        values = CustomerChange.Values(reading: input)
        custom = NamedValues(reading: input)
        isActive = input.optional(CustomerFields.isActive) ?? true
    }

    /// The fields, by the own ones that there are.
    ///
    /// - Throws: `APIError` 422; `DatabaseError`.
    func details(in context: Context) throws -> CustomerDetails {
        var details = CustomerDetails()
        values.apply(to: &details)
        try context.changes(custom, of: .customer, noting: reader).apply(to: &details.custom)
        details.name = try reader.checked(name)
        return details
    }
}

/// The requested changes of a customer; omitted fields are kept, null clears.
struct CustomerChange: Input {
    let id: Customer.ID
    private let name: String?
    private let values: Values
    private let isActive: Bool?
    private let named: NamedValues
    private let reader: InputReader

    static let declaration = InputDeclaration.json(
        .object("CustomerChange", CustomerFields.members), path: [CustomerFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(CustomerFields.id)
        try input.readJSON()
        name = input.replacement(CustomerFields.name)
        values = Values(reading: input)
        isActive = input.optional(CustomerFields.isActive)
        named = NamedValues(reading: input)
        reader = input
    }

    /// The changes of own fields; the last values to be read, so every fault of the request is known now.
    ///
    /// - Throws: `APIError` 422; `DatabaseError`.
    func custom(in context: Context) throws -> CustomChanges {
        let changes = try context.changes(named, of: .customer, noting: reader)
        try reader.check()
        return changes
    }

    /// Makes the customer what it is to become.
    func apply(to customer: inout Customer, _ custom: CustomChanges) {
        custom.apply(to: &customer.details.custom)
        if let name { customer.details.name = name }
        values.apply(to: &customer.details)
        if let isActive { customer.isActive = isActive }
    }

    /// All fields but the name, which is required.
    struct Values {
        private let address: Change<Void>
        private let details: [(detail: CustomerDetail, change: Change<String>)]
        private let ownerID: Change<User.ID>

        init(reading input: InputReader) {
            address = input.change(CustomerFields.address)
            details = CustomerDetail.all.map { ($0, input.change($0.field)) }
            ownerID = input.change(CustomerFields.ownerID)
        }

        /// Makes the changes; an address that is null is cleared, but for the parts that are given beside it.
        func apply(to values: inout CustomerDetails) {
            if case .clear = address { for part in CustomerDetail.address { values[part] = nil } }
            for (detail, change) in details { change.apply(to: &values[detail]) }
            ownerID.apply(to: &values.ownerID)
        }
    }
}

/// Which customers a list shows, in which order, and which piece of it.
struct CustomerListInput: Input {
    let page: Page
    private let filter: CustomerFilter
    private let order: CustomerOrder
    private let conditions: NamedConditions

    private static let search = Field(
        "search", Rule<String>.line(1...200),
        summary:
            "Beginnings of words in name, e-mail, phone, document, company; case, accents and a number's signs aside. "
            + "At most 10000 customers are found. What begins no word is looked for anywhere in the newest 10000.")
    private static let balanceMin = Field(
        "balance_min", Rule<Money>.money(-Customer.largestBalance...Customer.largestBalance),
        summary: "Leaves out who owes less.")
    private static let sortBy = Field(
        "sort_by", Rule<ListKey<CustomerOrder.Key>>.listKey(CustomerOrder.Key.self), summary: "Default `created_at`.")
    private static let sortDescending = Field("sort_desc", Rule<Bool>.boolean, summary: "Default true.")

    static let declaration = InputDeclaration(
        query: search.queryParameters() + ListFields.activeOnly.queryParameters() + balanceMin.queryParameters()
            + sortBy.queryParameters() + sortDescending.queryParameters() + NamedConditions.parameters + Page.parameters
    )

    init(reading input: InputReader) throws {
        let search = try input.query(Self.search)
        let activeOnly = try input.query(ListFields.activeOnly)
        let lowestBalance = try input.query(Self.balanceMin)
        let key = try input.query(Self.sortBy)
        let isDescending = try input.query(Self.sortDescending)
        page = try Page(reading: input)
        conditions = try NamedConditions(reading: input, sortKey: key?.custom)
        filter = CustomerFilter(search: search, activeOnly: activeOnly ?? true, lowestBalance: lowestBalance)
        order = CustomerOrder(key?.builtIn ?? .createdAt, isDescending: isDescending ?? true)
    }

    /// What is wrong with it, as far as that is known without own fields.
    var knownFaults: Members<[Text]> { conditions.knownFaults }

    /// The filter and the order, with the own fields that there are.
    ///
    /// - Throws: `APIError` 422; `DatabaseError`.
    func selection(in context: Context) throws -> (filter: CustomerFilter, order: CustomerOrder) {
        var (filter, order) = (filter, order)
        if !conditions.isEmpty {
            (filter.custom, order.custom) = try conditions.conditions(
                of: context.fields(of: .customer), by: context.service.settings.conventions)
        }
        return (filter, order)
    }
}

/// The parameters of every list and removal of the CRM.
enum ListFields {
    static let activeOnly = Field("active_only", Rule<Bool>.boolean, summary: "Default true.")
    static let hardDelete = Field(
        "hard_delete", Rule<Bool>.boolean,
        summary: "Deletes the record permanently instead of deactivating it. Default false.")
}
