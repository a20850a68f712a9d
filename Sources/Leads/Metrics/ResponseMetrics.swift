import Frame
package import Routing
import Values

/// How soon some leads were answered.
struct ResponseMetrics: Sendable, Equatable {
    /// How many were answered.
    let answered: Int
    /// Of the working time to the first answer, in minutes, exact to the second; nil when none was answered.
    let medianMinutes: Double?
    let p90Minutes: Double?
    /// Of those with a target that was kept or missed, those that were answered in time, as a fraction; nil of none.
    let withinTarget: Double?

    init(_ answers: SteppedCounts?, within target: Tallies.Count?) {
        let quantiles = answers?.quantiles
        answered = answers?.count ?? 0
        medianMinutes = quantiles?.median.map { $0 / 60 }
        p90Minutes = quantiles?.ninetieth.map { $0 / 60 }
        withinTarget = target.flatMap { $0.total > 0 ? Double($0.part) / Double($0.total) : nil }
    }

    /// The members of a row of which this is a part.
    static func members<Whole: SendableMetatype>(
        _ part: @escaping @Sendable (Whole) -> ResponseMetrics
    ) -> [Shape<Whole>.Member] {
        [
            .integer("answered", 0...) { part($0).answered },
            .optionalNumber("median_minutes") { part($0).medianMinutes },
            .optionalNumber("p90_minutes") { part($0).p90Minutes },
            .optionalNumber("within_target", .fraction) { part($0).withinTarget },
        ]
    }
}

extension LeadMetrics.Owner {
    /// Whose answers are theirs.
    var answerer: Answerer { .owner(ownerID) }
}

extension LeadMetrics.Source {
    /// Whose answers are those to its leads.
    var answerer: Answerer { .source(source.map { Array($0.utf8) }) }
}

extension LeadMetrics {
    /// How soon one user answered; null for leads without an owner.
    package struct OwnerResponse: Sendable, Equatable, Shaped {
        let ownerID: User.ID?
        let response: ResponseMetrics

        /// The members of the metrics.
        package static let shape = Shape<OwnerResponse>(
            "OwnerResponse", [.optionalID("owner_id") { $0.ownerID }] + ResponseMetrics.members { $0.response })
    }

    /// How soon leads from one place were answered; null for leads without a source.
    package struct SourceResponse: Sendable, Equatable, Shaped {
        let source: String?
        let response: ResponseMetrics

        /// The members of the metrics.
        package static let shape = Shape<SourceResponse>(
            "SourceResponse", [.optionalText("source") { $0.source }] + ResponseMetrics.members { $0.response })
    }
}
