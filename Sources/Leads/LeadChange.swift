import FoundationEssentials
import Frame
import Routing
import Values

/// The requested changes of a lead; omitted fields are kept, null clears.
struct LeadChange: Input {
    let id: Lead.ID
    private let move: LeadMove
    private let firstName: String?
    private let lastName: String?
    private let name: FullName?
    private let email: Change<EmailAddress>
    private let phone: Change<PhoneNumber>
    private let details: [(detail: LeadDetail, change: Change<String>)]
    private let custom: NamedValues
    private let reader: InputReader

    static let declaration = InputDeclaration.json(
        .object(
            "LeadChange",
            [
                LeadFields.status.omittable, LeadFields.ownerID.optional, LeadFields.lostReason.optional,
                LeadFields.firstName.omittable,
                LeadFields.lastName.omittable, LeadFields.name.omittable, LeadFields.email.optional,
                LeadFields.phone.optional,
            ] + LeadDetail.all.map(\.field.optional) + [
                .optional("scheduling_day", Schema.appointment.orNull), CustomValues.input,
            ]),
        path: [LeadFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(LeadFields.id)
        try input.readJSON()
        reader = input
        move = LeadMove(reading: input)
        name = input.replacement(LeadFields.name)
        firstName = input.replacement(LeadFields.firstName)
        lastName = input.replacement(LeadFields.lastName)
        email = input.change(LeadFields.email)
        phone = input.change(LeadFields.phone)
        details = LeadDetail.all.map { ($0, input.change($0.field)) }
        custom = NamedValues(reading: input)
    }

    /// What cannot be read without the business's clock and own fields.
    struct Remainder {
        let schedulingDay: Change<String>
        let custom: CustomChanges
    }

    /// The last values to be read, so every fault of the request is known now.
    ///
    /// - Parameter fields: reads the own fields, when the request names some.
    /// - Throws: `APIError` 422; what `fields` throws.
    func remainder(by clock: WallClock, _ fields: (NamedValues, InputReader) throws -> CustomChanges) throws
        -> Remainder
    {
        let day = reader.change(LeadFields.schedulingDay(clock))
        let custom = try fields(custom, reader)
        try reader.check()
        let schedulingDay: Change<String> =
            switch day {
            case .keep: .keep
            case .clear: .clear
            case .set(let appointment): .set(appointment.time.text)
            }
        return Remainder(schedulingDay: schedulingDay, custom: custom)
    }

    /// The lead as it is to become.
    ///
    /// - Throws: `APIError` 409 for a move that is not allowed, 422 when neither address nor number would be left, or a lead that is not lost
    ///   would have a reason of its loss.
    func applied(to lead: Lead, _ remainder: Remainder, at now: Date) throws -> Lead {
        var changed = lead
        if let name { (changed.contact.firstName, changed.contact.lastName) = (name.first, name.last) }
        if let firstName { changed.contact.firstName = firstName }
        if let lastName { changed.contact.lastName = lastName }
        email.apply(to: &changed.contact.email) { $0.text }
        phone.apply(to: &changed.contact.phone) { $0.text }
        for (detail, change) in details { change.apply(to: &changed.contact[detail]) }
        remainder.schedulingDay.apply(to: &changed.contact.schedulingDay)
        remainder.custom.apply(to: &changed.contact.custom)
        if changed.contact.email == nil && changed.contact.phone == nil {
            let text = Text("Give an e-mail address or a phone number.", pt: "Informe um e-mail ou um telefone.")
            throw APIError.invalid([LeadFields.email.name: [text], LeadFields.phone.name: [text]])
        }
        return try move.applied(to: changed, at: now)
    }
}

/// A change of the status alone, perhaps with the reason of a loss.
struct LeadStatusChange: Input {
    let change: LeadChange

    static let declaration = InputDeclaration.json(
        .object("LeadStatusChange", [LeadFields.status.required, LeadFields.lostReason.optional]),
        path: [LeadFields.id.pathParameter])

    init(reading input: InputReader) throws {
        change = try LeadChange(reading: input)
        if !change.hasStatus { _ = input.required(LeadFields.status) }
    }
}

extension LeadChange {
    /// Whether a status was given.
    var hasStatus: Bool { move.status != nil }
}
