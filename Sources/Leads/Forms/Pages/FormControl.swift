import Frame
import Routing
import Values

/// How a page asks for one field of a form.
struct FormControl {
    /// One of the values to choose from.
    struct Option {
        let value: String
        let label: Text
    }

    /// The element of HTML.
    enum Element {
        /// A line of a type of `input`.
        case line(String)
        case area
        case list([Option])
        case check
        case checks([Option])
    }

    /// The name of the field; it needs no escape.
    let name: String
    let label: Text
    let hint: Text?
    let isRequired: Bool
    let element: Element
    /// Further attributes, each after a blank.
    let limits: String
    /// The values that it has at first.
    let presets: [String]

    /// A field of the contract.
    init(_ field: IntakeForm.Field, _ member: FormMember) {
        name = member.name
        label = field.label ?? member.label
        hint = field.hint ?? member.hint
        isRequired = field.isRequired
        presets = Self.presets(of: field)
        switch member {
        case .email: (element, limits) = (.line("email"), " autocomplete=\"email\"")
        case .phone: (element, limits) = (.line("tel"), " autocomplete=\"tel\"")
        case .firstName: (element, limits) = (.line("text"), " autocomplete=\"given-name\" maxlength=\"100\"")
        case .lastName: (element, limits) = (.line("text"), " autocomplete=\"family-name\" maxlength=\"100\"")
        case .name: (element, limits) = (.line("text"), " autocomplete=\"name\" maxlength=\"201\"")
        case .schedulingDay: (element, limits) = (.line("datetime-local"), "")
        case .detail(let detail):
            let autocomplete = detail.autocomplete.map { " autocomplete=\"\($0)\"" } ?? ""
            let limit = autocomplete + " maxlength=\"\(detail.longest)\""
            if let choices = member.choices {
                (element, limits) = (.list(choices.map { Option(value: $0.value, label: $0.label) }), "")
            } else {
                (element, limits) = (detail.isLong ? .area : .line("text"), limit)
            }
        }
    }

    /// An own field.
    init(_ field: IntakeForm.Field, _ own: CustomField) {
        name = own.name
        label = field.label ?? own.details.label
        hint = field.hint ?? own.details.hint
        isRequired = field.isRequired
        presets = Self.presets(of: field)
        let options = (own.details.options ?? []).filter(\.isActive).map { Option(value: $0.value, label: $0.label) }
        let range = own.range
        let length = range.map { " maxlength=\"\($0.upperBound)\"" } ?? ""
        switch own.kind {
        case .text: (element, limits) = (.line("text"), length)
        case .longText: (element, limits) = (.area, length)
        case .integer:
            let bounds = range.map { " min=\"\($0.lowerBound)\" max=\"\($0.upperBound)\"" } ?? ""
            (element, limits) = (.line("number"), " step=\"1\"" + bounds)
        case .money: (element, limits) = (.line("text"), " inputmode=\"decimal\"")
        case .date:
            let days = range.map { ($0.lowerBound, $0.upperBound) }
            let bounds = days.map {
                " min=\"\(CivilDay(daysSince1970: $0.0).text)\" max=\"\(CivilDay(daysSince1970: $0.1).text)\""
            }
            (element, limits) = (.line("date"), bounds ?? "")
        case .boolean: (element, limits) = (.check, "")
        case .choice: (element, limits) = (.list(options), "")
        case .choices: (element, limits) = (.checks(options), "")
        case .url: (element, limits) = (.line("url"), " maxlength=\"500\"")
        case .email: (element, limits) = (.line("email"), "")
        case .phone: (element, limits) = (.line("tel"), "")
        case .document: (element, limits) = (.line("text"), "")
        }
    }

    private static func presets(of field: IntakeForm.Field) -> [String] {
        switch field.preset {
        case nil: []
        case .array(let elements)?: elements.map(\.customText)
        case let value?: [value.customText]
        }
    }
}
