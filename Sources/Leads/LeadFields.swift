import FoundationEssentials
import Frame
import Routing
import Values

/// The fields of a lead and their rules, each declared here once; its details are in `LeadDetail`.
///
/// Source: SPEC section 5.
enum LeadFields {
    static let id = Field("id", Rule<Lead.ID>.identifier())
    static let firstName = Field("first_name", .line(1...100, refusing: "<>"))
    static let lastName = Field("last_name", .line(1...100, refusing: "<>"))
    static let name = Field("name", .fullName, summary: "Split at its first space into first and last name.")
    static let email = Field("email", .email)
    static let phone = Field("phone", .phone)
    static let notify = Field(
        "notify", .boolean, summary: "Whether to send mails to the prospect and staff; default false.")
    static let status = Field("status", .oneOf(LeadStatus.self, aliases: LeadStatus.aliases))
    static let ownerID = Field("owner_id", Rule<User.ID>.identifier())
    static let lostReason = Field(
        "lost_reason", Rule<String>.line(1...200),
        summary: "Why a lead is lost; of lost leads alone, and null once one is open again.")
    static let touch = Field(
        "touch", Rule<Attribution>.attribution,
        summary: "The first and the last touch of the visitor, as an object or a JSON text; ignored when malformed.")

    /// The name of the field of an appointment.
    static let schedulingDayName = "scheduling_day"

    /// An appointment: wall-clock time of the business, or an instant with an offset; ahead, within two years.
    static func schedulingDay(_ clock: WallClock) -> Field<Appointment> {
        Field(
            schedulingDayName,
            Rule(.appointment) {
                (value) throws(Fault) in
                guard let read = value.string.flatMap({ clock.read($0.trimmed) }) else {
                    throw Fault(
                        "Must be a date and time such as 2030-01-31T14:30.",
                        pt: "Deve ser uma data e hora como 2030-01-31T14:30.")
                }
                guard clock.time(at: read.instant) == read.time else {
                    throw Fault(
                        "This time does not exist: clocks are set forward then.",
                        pt: "Este horário não existe: nesse momento os relógios são adiantados.")
                }
                let now = Date()
                guard read.instant > now else { throw Fault("Must be in the future.", pt: "Deve estar no futuro.") }
                let today = clock.time(at: now).day
                let limit =
                    CivilDay(year: today.year + 2, month: today.month, day: today.day)
                    ?? CivilDay(daysSince1970: today.daysSince1970 + 730)
                guard read.time.day.daysSince1970 <= limit.daysSince1970 else {
                    throw Fault("Must be within 2 years.", pt: "Deve estar dentro de 2 anos.")
                }
                return Appointment(instant: read.instant, time: read.time)
            }, summary: "Local time of the business, or with an offset.")
    }
}

/// The time of an appointment.
struct Appointment: Sendable, Equatable {
    let instant: Date
    let time: WallTime
}

/// A first and a last name that were given as one.
struct FullName: Sendable, Equatable {
    let first: String
    let last: String
}

extension Rule where Value == FullName {
    /// A name of up to 100 characters before its first space and 100 after.
    static let fullName = Rule(.string(length: 1...201)) { (value) throws(Fault) in
        let line = try Rule<String>.line(1...201, refusing: "<>").read(value)
        let scalars = line.unicodeScalars
        // Where nothing shows before a space, no first name ends there.
        let space =
            scalars.indices.first { scalars[$0] == " " && String(scalars[..<$0]).isVisible } ?? scalars.endIndex
        let first = String(scalars[..<space])
        let rest = String(scalars[space...]).trimmed
        let last = rest.isVisible ? rest : ""
        guard first.unicodeScalars.count <= 100, last.unicodeScalars.count <= 100 else {
            throw Fault(
                "First and last name must have at most 100 characters each.",
                pt: "Nome e sobrenome devem ter no máximo 100 caracteres cada.")
        }
        return FullName(first: first, last: last)
    }
}

extension Schema {
    /// A wall-clock time, or an instant with an offset.
    static let appointment = Schema.string(
        pattern: #"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?$"#)
}
