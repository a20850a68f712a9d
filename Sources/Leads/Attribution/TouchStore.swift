import FoundationEssentials
import MariaDB
import Routing
import Values

/// The touches of leads in the database, but those of new leads, which are in the leads alone.
struct TouchStore {
    let connection: Connection

    /// Adds the touches of leads that cease to be new; belongs in the transaction in which they do.
    func add(_ leads: [Lead]) throws(DatabaseError) {
        let rows = leads.filter { $0.contact.attribution != Attribution() }.map(Self.row)
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_touches (
                  lead_id, created_at, first_source, first_medium, first_campaign, last_source, last_medium, last_campaign)
                VALUES \(part.joined(separator: ", "))
                """)
        }
    }

    private static func row(of lead: Lead) -> SQL {
        let attribution = lead.contact.attribution
        let values: [String?] = [attribution.first, attribution.last].flatMap { touch in
            TouchPart.allCases.map { touch?.values[$0.rawValue] }
        }
        return "(\(lead.id), \(lead.createdAt), \(list: values))"
    }
}

/// What lists and metrics ask of a touch.
package enum TouchPart: String, Sendable, CaseIterable {
    case source = "utm_source"
    case medium = "utm_medium"
    case campaign = "utm_campaign"
}

/// Which of the two touches is meant.
package enum TouchModel: String, Sendable, CaseIterable {
    case first, last
}

extension TouchPart {
    /// Its column of `lead_touches`.
    func column(of model: TouchModel) -> SQL {
        switch (model, self) {
        case (.first, .source): "lead_touches.first_source"
        case (.first, .medium): "lead_touches.first_medium"
        case (.first, .campaign): "lead_touches.first_campaign"
        case (.last, .source): "lead_touches.last_source"
        case (.last, .medium): "lead_touches.last_medium"
        case (.last, .campaign): "lead_touches.last_campaign"
        }
    }

    /// The same in the column of a lead.
    func value(of model: TouchModel, in column: SQL) -> SQL {
        switch (model, self) {
        case (.first, .source): "JSON_VALUE(\(column), '$.first.utm_source')"
        case (.first, .medium): "JSON_VALUE(\(column), '$.first.utm_medium')"
        case (.first, .campaign): "JSON_VALUE(\(column), '$.first.utm_campaign')"
        case (.last, .source): "JSON_VALUE(\(column), '$.last.utm_source')"
        case (.last, .medium): "JSON_VALUE(\(column), '$.last.utm_medium')"
        case (.last, .campaign): "JSON_VALUE(\(column), '$.last.utm_campaign')"
        }
    }
}

/// What a list asks of the last touch.
package struct TouchCondition: Sendable, Equatable {
    package let part: TouchPart
    package let value: String

    /// A part that has a value, byte by byte.
    package init(_ part: TouchPart, _ value: String) {
        self.part = part
        self.value = value
    }

    /// The condition on a lead.
    var onLead: SQL {
        """
        ((SELECT COUNT(*)
          FROM lead_touches FORCE INDEX (PRIMARY)
          WHERE lead_touches.lead_id = leads.id AND \(onIndexed)) > 0
          OR leads.follow_up = 'new' AND \(part.value(of: .last, in: "leads.attribution")) = \(value))
        """
    }
}

extension TouchCondition: IndexedCondition {
    var indexed: SQL {
        switch part {
        case .source: "lead_touches FORCE INDEX (lead_touches_source)"
        case .medium: "lead_touches FORCE INDEX (lead_touches_medium)"
        case .campaign: "lead_touches FORCE INDEX (lead_touches_campaign)"
        }
    }

    var onIndexed: SQL { "\(part.column(of: .last)) = \(value)" }
    var onNew: SQL { "\(part.value(of: .last, in: "new.attribution")) = \(value)" }
    var countIndexed: SQL { "SELECT COUNT(*) FROM \(indexed) WHERE \(onIndexed)" }
    var isCounted: Bool { false }
    var isRepeated: Bool { false }
}
