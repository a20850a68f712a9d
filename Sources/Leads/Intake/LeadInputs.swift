import Accounts
import Environment
import FoundationEssentials
import Frame
import Routing
import Serving
import Values

/// The content of a submission, read by the handler in the form it comes in.
struct SubmissionInput: Input {
    let reader: InputReader

    static let declaration = InputDeclaration(
        header: [
            Parameter.header("X-Client-Token", "Names the partner front end; needed for its JSON."),
            Parameter.header("X-Session-Token", "A lead session; a valid one is answered 409."),
        ],
        content: [
            ("multipart/form-data", formSchema), ("application/json", .anyOf([partnerSchema, staffSchema])),
        ])

    private static let businessName = LeadDetail.businessName.field
    private static let otherDetails = LeadDetail.all.filter { $0 != .businessName }.map(\.field.optional)
    private static let formSchema = Schema.object(
        "LeadForm",
        [
            LeadFields.firstName.required, LeadFields.lastName.required, LeadFields.email.required,
            .required("resume", .string(format: "binary")), LeadFields.phone.omittable,
        ] + LeadDetail.all.map(\.field.omittable) + [
            .optional("scheduling_day", .appointment), .optional(SubmissionForm.languageField, .string),
            .optional(SubmissionForm.trapField, .string), .optional(Stamp.field, .string),
            .optional(Stamp.proofField, .string), .optional(LeadFields.touch.name, .string),
        ]
    ).described("Own fields are `custom.KEY`, repeated for `choices`.")
    private static let partnerSchema = Schema.object(
        "PartnerLead",
        [
            LeadFields.name.required, LeadFields.email.required, LeadFields.phone.required,
            businessName.required, .required("scheduling_day", .appointment), CustomValues.input,
            LeadFields.touch.optional,
        ] + otherDetails)
    private static let staffSchema = Schema.object(
        "StaffLead",
        [
            LeadFields.name.required, LeadFields.email.optional, LeadFields.phone.optional,
            businessName.optional, .optional("scheduling_day", Schema.appointment.orNull),
            LeadFields.notify.optional, CustomValues.input, LeadFields.touch.optional,
        ] + otherDetails)

    init(reading input: InputReader) { reader = input }
}

/// Which lead is meant.
struct LeadReference: Input {
    let id: Lead.ID

    static let declaration = InputDeclaration(path: [LeadFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(LeadFields.id)
    }
}

/// Which leads a list shows, in which order, and which piece of it.
struct LeadListInput: Input {
    let page: Page
    private let filter: LeadFilter
    private let order: LeadOrder
    private let conditions: NamedConditions

    private static let search = Field(
        "search", .line(1...200), aliases: ["q"],
        summary: "Beginnings of words in name, e-mail, phone, business; case, accents and a number's signs aside. "
            + "At most 10000 leads are found. What begins no word is looked for anywhere in the newest 10000.")
    static let source = Field("source", .line(1...200))
    private static let form = Field(
        "form", Rule<String>.slug,
        summary: "The slug of a form that any enquiry came through, also one that it had before.")
    private static let priority = Field("priority", .oneOf(Priority.self))
    private static let scoreMin = Field("score_min", .integer(0...100))
    private static let scoreMax = Field("score_max", .integer(0...100))
    private static let hasResume = Field("has_resume", .boolean)
    private static let late = Field("late", .boolean, summary: "Whether an answer was due and was not given.")
    private static let touches = TouchPart.allCases.map { part in
        (part, Field(part.rawValue, Rule<String>.line(1...Touch.valueLength), summary: "Of the last touch, exactly."))
    }
    private static let sortBy = Field("sort_by", Rule<ListKey<LeadOrder.Key>>.listKey(LeadOrder.Key.self))
    private static let sortDescending = Field("sort_desc", .boolean, summary: "Default true.")
    private static let sortOrder = Field(
        "sort_order", .oneOf(SortOrder.self), summary: "Takes precedence over `sort_desc`.")
    private static let createdFrom = Field("created_from", .dayOrInstant, summary: "A day or an instant, inclusive.")
    private static let createdTo = Field("created_to", .dayOrInstant, summary: "A day or an instant, inclusive.")

    static let declaration = InputDeclaration(query: filterParameters + Page.parameters)
    /// Filter and order, without the page.
    static let filterParameters =
        [
            LeadFields.status.queryParameters(isRepeatable: true), search.queryParameters(), source.queryParameters(),
            form.queryParameters(), LeadFields.ownerID.queryParameters(), priority.queryParameters(),
            scoreMin.queryParameters(),
            scoreMax.queryParameters(), hasResume.queryParameters(), late.queryParameters(),
            createdFrom.queryParameters(), createdTo.queryParameters(), touches.flatMap { $0.1.queryParameters() },
            sortBy.queryParameters(), sortDescending.queryParameters(),
            sortOrder.queryParameters(), NamedConditions.parameters,
        ].flatMap { $0 }

    /// The names of these parameters.
    static let filterNames = filterParameters.map(\.name)

    init(reading input: InputReader) throws {
        var filter = LeadFilter()
        filter.statuses = try input.queryAll(LeadFields.status)
        filter.search = try input.query(Self.search)
        filter.source = try input.query(Self.source)
        form = try input.query(Self.form)
        filter.ownerID = try input.query(LeadFields.ownerID)
        filter.priority = try input.query(Self.priority)
        filter.lowestScore = try input.query(Self.scoreMin)
        filter.highestScore = try input.query(Self.scoreMax)
        filter.hasResume = try input.query(Self.hasResume)
        filter.isLate = try input.query(Self.late)
        for (part, field) in Self.touches {
            if let value = try input.query(field) { filter.touches.append(TouchCondition(part, value)) }
        }
        createdFrom = try input.query(Self.createdFrom)
        createdTo = try input.query(Self.createdTo)
        let key = try input.query(Self.sortBy)
        let isDescending = try input.query(Self.sortDescending)
        let sortOrder = try input.query(Self.sortOrder)
        page = try Page(reading: input)
        conditions = try NamedConditions(reading: input, sortKey: key?.custom)
        self.filter = filter
        order = LeadOrder(
            key?.builtIn ?? .createdAt, isDescending: sortOrder.map { $0 == .descending } ?? isDescending ?? true)
    }

    private enum SortOrder: String, CaseIterable {
        case ascending = "asc"
        case descending = "desc"
    }

    private let form: String?
    private let createdFrom: DayOrInstant?
    private let createdTo: DayOrInstant?

    /// What is wrong with it, as far as that is known without own fields.
    var knownFaults: Members<[Text]> { conditions.knownFaults }

    /// The filter, with days in the business's time zone, and the order, with the own fields that there are.
    ///
    /// - Throws: `APIError` 422; `DatabaseError`.
    func selection(in context: Context) throws -> (filter: LeadFilter, order: LeadOrder) {
        var (filter, order) = (filter, order)
        let settings = context.service.settings
        if let form {
            guard let id = try FormStore(context.connection).id(of: form) else {
                throw APIError.invalid([
                    Self.form.name: [Text("There is no such form.", pt: "Não existe esse formulário.")]
                ])
            }
            filter.form = id
        }
        filter.createdFrom = createdFrom?.start(by: settings.clock)
        filter.createdBefore = createdTo?.end(by: settings.clock)
        if !conditions.isEmpty {
            (filter.custom, order.custom) = try conditions.conditions(
                of: context.fields(of: .lead), by: settings.conventions)
        }
        return (filter, order)
    }
}
