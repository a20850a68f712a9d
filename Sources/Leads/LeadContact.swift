package import Frame
import Values

/// The contact fields of a lead.
package struct LeadContact: Sendable, Equatable {
    package var firstName = ""
    package var lastName = ""
    package var email: String?
    package var phone: String?
    /// `YYYY-MM-DDTHH:MM:SS`, wall-clock time in the business time zone.
    package var schedulingDay: String?
    /// Where the submission says that the person came from; not changed afterwards.
    package var attribution = Attribution()
    /// The values of own fields.
    package var custom = CustomValues()
    private var details = OptionalTexts()

    /// The value of a detail; nil when the lead has none.
    package subscript(detail: LeadDetail) -> String? {
        get { details[detail.index] }
        set { details[detail.index] = newValue }
    }

    /// Both names, as one is called.
    package var name: String { lastName.isEmpty ? firstName : "\(firstName) \(lastName)" }
}
