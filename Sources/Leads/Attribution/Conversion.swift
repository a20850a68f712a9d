import CRM
package import FoundationEssentials
package import MariaDB
package import Values

/// A click on an advertisement that led to a customer, and what was sold to them.
package struct Conversion: Sendable, Equatable {
    /// The platform that the advertisement was on.
    package enum Platform: String, Sendable, CaseIterable {
        case google
        case meta
    }

    /// The platform's name of the click.
    package let click: String
    /// When the lead became a customer.
    package let at: Date
    /// More than nothing.
    package let value: Money
}

extension AttributionStore {
    /// Hands each conversion of the leads that came in from one moment until another to `body`, in the order of their arrival, as it is
    /// read. What was sold to a customer that several such leads became belongs to the first one with a click on that platform.
    ///
    /// - Throws: `DatabaseError`; what `body` throws, which ends the reading.
    package func forEachConversion(
        by platform: Conversion.Platform, from start: Date, until end: Date, _ body: (Conversion) throws -> Void
    ) throws {
        try connection.forEachRow(
            """
            SELECT \(platform.click(in: "leads.attribution")) AS click,
              COALESCE(
                (SELECT MAX(at) FROM lead_history WHERE lead_id = leads.id AND action = 'converted'), leads.updated_at) AS at,
              \(LedgerStore.sales(to: "leads.customer_id")) AS value
            FROM leads FORCE INDEX (leads_created)
            WHERE leads.created_at >= \(start) AND leads.created_at < \(end) AND leads.status = 'CONVERTED'
              AND leads.customer_id IS NOT NULL AND \(platform.click(in: "leads.attribution")) IS NOT NULL
              AND NOT EXISTS (
                SELECT 1
                FROM leads AS earlier
                WHERE earlier.customer_id = leads.customer_id AND \(platform.click(in: "earlier.attribution")) IS NOT NULL
                  AND (earlier.created_at < leads.created_at
                    OR earlier.created_at = leads.created_at AND earlier.id < leads.id))
            HAVING value > 0
            ORDER BY leads.created_at, leads.id
            """
        ) { row in try body(Conversion(row: row)) }
    }
}

extension Conversion: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        click = try row["click"]
        at = try row["at"]
        value = try row["value"]
    }
}

extension Conversion.Platform {
    /// The click of the last touch that has one.
    fileprivate func click(in column: SQL) -> SQL {
        switch self {
        case .google: "COALESCE(JSON_VALUE(\(column), '$.last.gclid'), JSON_VALUE(\(column), '$.first.gclid'))"
        case .meta: "COALESCE(JSON_VALUE(\(column), '$.last.fbclid'), JSON_VALUE(\(column), '$.first.fbclid'))"
        }
    }
}
