import HTTP
import Routing
import Storage
import StoredSettings
import Values

/// One section as it is shown.
struct SectionAnswer<Section: ConfigSection>: Encodable, Described {
    let values: JSON
    let job: Job.ID?

    func encode(to encoder: any Encoder) throws { try JobNotice.added(job, to: values).encode(to: encoder) }

    static var schema: Schema {
        guard Section.startsJob else { return Section.shownSchema }
        return .object("\(Section.title)ConfigAnswer", ConfigShape.shown(Section.members) + JobNotice.members)
    }
}

/// The job that follows from a change, in its answer: `"job": {"id": …}`.
private enum JobNotice {
    static let members: [Schema.Member] = [.optional("job", .object([.required("id", .identifier)]))]

    static func added(_ job: Job.ID?, to values: JSON) -> JSON {
        guard let job, case .object(var members) = values else { return values }
        members["job"] = .object(["id": .string(job.text)])
        return .object(members)
    }
}

/// All sections as they are shown.
struct WholeAnswer<Catalog: ConfigCatalog>: Encodable, Described {
    let values: JSON

    init(_ snapshot: ConfigSnapshot, job: Job.ID?) {
        let pairs = Catalog.sections.map { ($0.name, snapshot.shown($0)) }
        values = JobNotice.added(job, to: .object(Members(pairs, uniquingKeysWith: { $1 })))
    }

    func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }

    static var schema: Schema {
        .object("Config", Catalog.sections.map { .required($0.name, $0.shownSchema) } + JobNotice.members)
    }
}

/// The public settings: the business's look, whether mails can be sent, and what carries WhatsApp messages.
struct PublicAnswer<Catalog: ConfigCatalog>: Encodable, Described {
    let values: JSON

    func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }

    static var schema: Schema { .object("PublicConfig", Catalog.publicSettings.flatMap(\.members)) }
}

extension ConfigSnapshot {
    /// Names the state of a section.
    func eTag(of section: any ConfigSection.Type) -> EntityTag { EntityTag("\(section.name)-\(self[section].version)") }

    /// Names the state of all sections.
    func eTag(of catalog: (some ConfigCatalog).Type) -> EntityTag {
        EntityTag("config-" + catalog.sections.map { "\(self[$0].version)" }.joined(separator: "."))
    }
}
