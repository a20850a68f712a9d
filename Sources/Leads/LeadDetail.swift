import Routing

/// An optional text of a lead, such as the position that the person holds.
///
/// Rows, statements, JSON, schemas, submissions, forms, changes, history, enquiries, exports, mails, scores and search walk over ``all``, so
/// that a new detail is one line of the table and a column. Source: SPEC section 5.
package struct LeadDetail: Sendable, Hashable {
    /// Its place in ``all``.
    let index: Int

    /// Every detail, in the order of a lead's members.
    // swift-format-ignore
    private static let table = [
        //    column and member    rule            label in mails, question of forms; nil where forms do not ask for it
        Entry("business_name",     .line(1...200), Text("Business",   pt: "Empresa"), Text("Company", pt: "Empresa"), autocomplete: "organization", isSearched: true),
        Entry("business_tracking", .line(1...200), Text("Source",     pt: "Origem"), nil),
        Entry("job_position",      .line(1...200), Text("Position",   pt: "Cargo"), Text("Position", pt: "Cargo"), autocomplete: "organization-title"),
        Entry("invoicing",         .line(1...100), Text("Revenue",    pt: "Faturamento"), Text("Yearly revenue (thousands)", pt: "Faturamento anual (milhares)"), isBand: true),
        Entry("collaborators",     .line(1...100), Text("Head count", pt: "Colaboradores"), Text("People in the company", pt: "Pessoas na empresa"), isBand: true),
        Entry("message",           .text(1...4000), Text("Message",   pt: "Mensagem"), Text("What can we do for you?", pt: "Como podemos ajudar?"), isLong: true, isSearched: true),
    ]

    private struct Entry: Sendable {
        let column: StaticString
        let field: Field<String>
        let label: Text
        let question: Text?
        let autocomplete: String?
        let isLong: Bool
        let isSearched: Bool
        let isBand: Bool

        init(
            _ column: StaticString, _ rule: Rule<String>, _ label: Text, _ question: Text?,
            autocomplete: String? = nil, isLong: Bool = false, isSearched: Bool = false, isBand: Bool = false
        ) {
            self.column = column
            field = Field(column.description, rule)
            self.label = label
            self.question = question
            self.autocomplete = autocomplete
            self.isLong = isLong
            self.isSearched = isSearched
            self.isBand = isBand
        }
    }

    /// The details in the order of a lead's members.
    package static let all = table.indices.map { LeadDetail(index: $0) }
    /// The details in the order in which people read them: what they want comes first, the source last.
    static let shown = [.message] + all.filter { $0 != .message && $0 != .businessTracking } + [.businessTracking]
    /// The details whose words a lead is found by. The trigger `leads_reworded` names their columns.
    static let searched = all.filter { table[$0.index].isSearched }

    // Those that the code asks for by name.
    static let businessName = LeadDetail(named: "business_name")
    static let businessTracking = LeadDetail(named: "business_tracking")
    static let jobPosition = LeadDetail(named: "job_position")
    static let invoicing = LeadDetail(named: "invoicing")
    static let collaborators = LeadDetail(named: "collaborators")
    static let message = LeadDetail(named: "message")

    private init(index: Int) { self.index = index }

    /// The detail of a name that is in the table.
    private init(named name: String) {
        guard let index = Self.table.indices.first(where: { Self.table[$0].field.name == name }) else {
            preconditionFailure("no detail of a lead is called \(name)")
        }
        self.index = index
    }

    /// The name of its column.
    var column: StaticString { Self.table[index].column }
    /// Name and rule in requests.
    var field: Field<String> { Self.table[index].field }
    /// The name of its member, which is that of its column.
    package var name: String { Self.table[index].field.name }
    /// Its name for people who read mails.
    var label: Text { Self.table[index].label }
    /// What people read beside it in a form, unless the form says something else; nil for one that forms do not ask for.
    var question: Text? { Self.table[index].question }
    /// What browsers fill in. Source: the HTML standard, "Autofill".
    var autocomplete: String? { Self.table[index].autocomplete }
    /// Whether it has several lines.
    var isLong: Bool { Self.table[index].isLong }
    /// How many characters it has at most.
    var longest: Int { field.rule.schema.definition["maxLength"]?.integer ?? 0 }
    /// Whether it says a range of numbers such as `50k-100k`, which rules of the score compare.
    var isBand: Bool { Self.table[index].isBand }
}
