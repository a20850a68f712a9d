import FoundationEssentials
import MariaDB

extension MetricsStore {
    /// How many leads that came in from one moment until another came through each form first; the fullest first.
    ///
    /// Whole UTC days come from counters; where a day of the business and one of UTC part, leads are read.
    func forms(from start: Date, until end: Date) throws(DatabaseError) -> [LeadMetrics.Form] {
        let (first, last) = (Self.nearestMidnight(to: start), Self.nearestMidnight(to: end))
        let new: SQL = """
            SELECT COALESCE(form_id, \(IntakeForm.contactID)), 1
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE follow_up = 'new' AND form = 'form' AND created_at >= \(first) AND created_at < \(last)
            """
        let edges = [
            Self.forms(from: last, until: end, 1), Self.forms(from: end, until: last, -1),
            Self.forms(from: first, until: start, -1), Self.forms(from: start, until: first, 1),
        ]
        return try connection.fetchAll(
            """
            SELECT forms.slug, CAST(SUM(counted.total) AS INT) AS total
            FROM (
              SELECT form_id, total
              FROM form_days
              WHERE day >= \(first) AND day < \(last)
              UNION ALL
              \(([new] + edges).joined(separator: " UNION ALL "))) AS counted
            JOIN forms ON forms.id = counted.form_id
            GROUP BY forms.id, forms.slug
            HAVING SUM(counted.total) > 0
            ORDER BY SUM(counted.total) DESC, forms.slug
            LIMIT \(Self.longestList)
            """)
    }

    /// None when the second moment is not after the first.
    private static func forms(from start: Date, until end: Date, _ sign: Int) -> SQL {
        """
        SELECT COALESCE(form_id, \(IntakeForm.contactID)), \(sign)
        FROM leads FORCE INDEX (leads_created)
        WHERE form = 'form' AND created_at >= \(start) AND created_at < \(end)
        """
    }
}
