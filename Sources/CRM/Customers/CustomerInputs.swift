import Routing
import Values

/// The fields of a new customer; active by default.
struct CustomerInput: Input {
    let details: CustomerDetails
    let isActive: Bool

    static let declaration = InputDeclaration.json(
        .object("CustomerInput", CustomerFields.members)
            .needingOne(ofEach: [[CustomerFields.name.name] + CustomerFields.name.aliases]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let name = input.required(CustomerFields.name)
        var details = CustomerDetails()
        CustomerChange.Values(reading: input).apply(to: &details)
        let isActive = input.optional(CustomerFields.isActive)
        details.name = try input.checked(name)
        self.details = details
        self.isActive = isActive ?? true
    }
}

/// The requested changes of a customer; omitted fields are kept, null clears.
struct CustomerChange: Input {
    let id: Customer.ID
    private let name: String?
    private let values: Values
    private let isActive: Bool?

    static let declaration = InputDeclaration.json(
        .object("CustomerChange", CustomerFields.members), path: [CustomerFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(CustomerFields.id)
        try input.readJSON()
        name = input.replacement(CustomerFields.name)
        values = Values(reading: input)
        isActive = input.optional(CustomerFields.isActive)
        try input.check()
    }

    /// The customer as it is to become.
    func applied(to customer: Customer) -> Customer {
        var changed = customer
        if let name { changed.details.name = name }
        values.apply(to: &changed.details)
        if let isActive { changed.isActive = isActive }
        return changed
    }

    /// All fields but the name, which is required.
    struct Values {
        private let changes: [@Sendable (inout CustomerDetails) -> Void]

        init(reading input: InputReader) {
            var changes: [@Sendable (inout CustomerDetails) -> Void] = []
            if case .clear = input.change(CustomerFields.address) { changes.append { $0.address = PostalAddress() } }
            func read<Value, Stored>(
                _ field: Field<Value>, _ path: any WritableKeyPath<CustomerDetails, Stored?> & Sendable,
                _ stored: @escaping @Sendable (Value) -> Stored
            ) {
                switch input.change(field) {
                case .keep: break
                case .clear: changes.append { $0[keyPath: path] = nil }
                case .set(let value): changes.append { $0[keyPath: path] = stored(value) }
                }
            }
            read(CustomerFields.email, \.email) { $0.text }
            read(CustomerFields.phone, \.phone) { $0.text }
            read(CustomerFields.document, \.document) { $0.text }
            read(CustomerFields.companyName, \.companyName) { $0 }
            read(CustomerFields.street, \.address.street) { $0 }
            read(CustomerFields.city, \.address.city) { $0 }
            read(CustomerFields.state, \.address.state) { $0 }
            read(CustomerFields.zipCode, \.address.zipCode) { $0 }
            read(CustomerFields.country, \.address.country) { $0 }
            read(CustomerFields.notes, \.notes) { $0 }
            read(CustomerFields.ownerID, \.ownerID) { $0 }
            self.changes = changes
        }

        /// Makes the changes, in order.
        func apply(to details: inout CustomerDetails) {
            for change in changes { change(&details) }
        }
    }
}

/// Which customer is meant.
struct CustomerReference: Input {
    let id: Customer.ID

    static let declaration = InputDeclaration(path: [CustomerFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(CustomerFields.id)
    }
}

/// Which customer is to go, and whether for good.
struct CustomerRemoval: Input {
    let id: Customer.ID
    let isHard: Bool

    static let declaration = InputDeclaration(
        path: [CustomerFields.id.pathParameter], query: ListFields.hardDelete.queryParameters())

    init(reading input: InputReader) throws {
        id = try input.path(CustomerFields.id)
        let isHard = try input.query(ListFields.hardDelete)
        try input.check()
        self.isHard = isHard ?? false
    }
}

/// Which customers a list shows.
struct CustomerListInput: Input {
    let filter: CustomerFilter
    let page: Page

    private static let search = Field(
        "search", Rule<String>.line(1...200),
        summary:
            "Beginnings of words in name, e-mail, phone, document, company; case, accents and a number's signs aside. "
            + "At most 10000 customers are found. What begins no word is looked for anywhere in the newest 10000.")

    static let declaration = InputDeclaration(
        query: search.queryParameters() + ListFields.activeOnly.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        let search = try input.query(Self.search)
        let activeOnly = try input.query(ListFields.activeOnly)
        page = try Page(reading: input)
        try input.check()
        filter = CustomerFilter(search: search, activeOnly: activeOnly ?? true)
    }
}

/// The parameters of every list and removal of the CRM.
enum ListFields {
    static let activeOnly = Field("active_only", Rule<Bool>.boolean, summary: "Default true.")
    static let hardDelete = Field(
        "hard_delete", Rule<Bool>.boolean,
        summary: "Deletes the record permanently instead of deactivating it. Default false.")
}
