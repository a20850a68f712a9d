import MariaDB
import Routing

/// Why a submission of the public form may be a program's.
///
/// The submission is stored and answered like any other, for a person may have been fast, or have had a browser fill in a field that no one
/// sees. The lead, the enquiry and the mail to staff say it, and only where there is a suspicion.
package enum Suspicion: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
    /// A field that people neither see nor reach was filled in.
    case trap
    /// The form was sent sooner than a person fills it in.
    case hasty

    /// The member of a lead and of an enquiry.
    static let memberName = "suspicion"
    /// A field that people neither see nor reach.
    static let trapField = "website"
    /// How many seconds the form was open; a browser without JavaScript does not say.
    static let secondsField = "form_seconds"
    /// No person who chooses a file and types two names and an address is faster.
    static let leastSeconds = 3

    /// The suspicion that the fields of a form give rise to; nil for none.
    init?(of fields: [(name: String, value: String)]) {
        func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
        if !value(Self.trapField).isEmpty {
            self = .trap
        } else if let seconds = Int(value(Self.secondsField)), (0..<Self.leastSeconds).contains(seconds) {
            self = .hasty
        } else {
            return nil
        }
    }

    /// Its text in a mail.
    var text: Text {
        switch self {
        case .trap:
            Text(
                "Possibly automated: a hidden field was filled in.",
                pt: "Envio possivelmente automático: um campo oculto foi preenchido.")
        case .hasty:
            Text(
                "Possibly automated: sent within \(Self.leastSeconds) seconds.",
                pt: "Envio possivelmente automático: feito em menos de \(Self.leastSeconds) segundos.")
        }
    }

    /// The member's shape; it is left out where there is no suspicion.
    static let member = Schema.Member.optional(memberName, .oneOf(allCases.map(\.rawValue)))
}
