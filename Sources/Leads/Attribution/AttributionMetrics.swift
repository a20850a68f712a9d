package import Routing
import Values

/// What each campaign, or form, brought in: leads of a range of days, how far they came, and what was sold to them.
///
/// Source: SPEC section 15, `GET /api/v1/metrics/attribution`.
package struct AttributionMetrics: Sendable, Equatable, Shaped {
    /// What leads are grouped by.
    package enum Grouping: String, Sendable, CaseIterable {
        case source, medium, campaign
        /// How the first enquiry came.
        case form
    }

    /// The leads of one campaign or form; a null key has those without.
    package struct Group: Sendable, Equatable, Shaped {
        let key: String?
        var leads: Int
        /// How many had that status at any time.
        var reached: Int
        var qualified: Int
        /// How many are customers.
        var converted: Int
        /// The charges without the credits of the customers that they became.
        var won: Money

        /// Converted ones as a fraction of all; 0 of none.
        var conversionRate: Double { leads == 0 ? 0 : Double(converted) / Double(leads) }
    }

    let groups: [Group]
    let from: String
    let to: String
    let model: TouchModel
    let grouping: Grouping
    /// The code of ISO 4217.
    let currency: String
}

extension AttributionMetrics {
    /// The shape of SPEC section 15.
    package static let shape = Shape<AttributionMetrics>(
        "AttributionMetrics",
        [
            .list("groups") { $0.groups }, .text("from", .string(format: "date")) { $0.from },
            .text("to", .string(format: "date")) { $0.to }, .choice("model") { $0.model },
            .choice("group_by") { $0.grouping }, .text("currency") { $0.currency },
        ])
}

extension AttributionMetrics.Group {
    /// The shape of SPEC section 15.
    package static let shape = Shape<AttributionMetrics.Group>(
        "AttributionGroup",
        [
            .optionalText("key") { $0.key }, .integer("leads", 0...) { $0.leads },
            .integer("reached", 0...) { $0.reached }, .integer("qualified", 0...) { $0.qualified },
            .integer("converted", 0...) { $0.converted }, .text("won", .money) { $0.won.text },
            .number("conversion_rate", .fraction) { $0.conversionRate },
        ])
}
