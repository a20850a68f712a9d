import Accounts
import FoundationEssentials
import Frame
package import Routing
package import Values

/// One thing that happened: when, what, by whom, and the record that shows it under the name of its kind.
///
/// Source: SPEC section 21.
package struct TimelineEntry<Catalog: TimelineCatalog>: Sendable {
    let at: Date
    let kind: TimelineKind
    let actor: Person?
    let content: any JSONWritable & Sendable
}

extension TimelineEntry: JSONWritable, Described, Paged {
    /// Writes the entry; it has the member of its own kind alone.
    package func write(to object: inout JSONObjectWriter) {
        object.add("at", Instant.text(at))
        object.add("kind", kind.rawValue)
        if let actor {
            object.add("actor") {
                $0.add("id", actor.id.text)
                $0.add("name", actor.name)
            }
        } else {
            object.add("actor", nil as String?)
        }
        object.add(kind.rawValue) { content.write(to: &$0) }
    }

    /// The shape of SPEC section 21, with a member for each kind that has a source.
    package static var schema: Schema {
        .object(
            "TimelineEntry",
            [
                .required("at", .instant), .required("kind", .oneOf(TimelineKind.allCases.map(\.rawValue))),
                .required(
                    "actor", Schema.object([.required("id", .identifier), .required("name", .string)]).orNull),
            ] + Catalog.sources.map { .optional($0.kind.rawValue, $0.schema) })
    }

    /// `timeline`
    package static var pageForm: PageForm { PageForm("TimelinePage", of: "timeline", repeatsNumber: true) }
}
