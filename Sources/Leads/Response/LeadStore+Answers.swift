import Crypto
import FoundationEssentials
import MariaDB
import Routing
import Values

extension LeadStore {
    /// How many leads are measured in one transaction.
    private static let measureBatch = 500

    /// Writes the working time to the first answer of the leads after one that have none yet, at most 500, in one transaction; what others
    /// change meanwhile has it already.
    ///
    /// - Returns: the last of the leads that were read and how many there were; nil when there is none.
    func measureBatch(after last: Lead.ID?, by time: WorkingTime) throws -> (end: Lead.ID, leads: Int)? {
        let leads: [AnsweredLead] = try connection.fetchAll(
            """
            SELECT id, created_at, reached_out_at, answer_seconds
            FROM leads
            WHERE id > \(last?.bytes ?? [])
            ORDER BY id
            LIMIT \(Self.measureBatch)
            """)
        guard let end = leads.last else { return nil }
        let rows = leads.filter { $0.answerSeconds == nil }.compactMap { lead in
            lead.reachedOutAt.map { [hexEncoded(lead.id.bytes), "\(time.seconds(from: lead.createdAt, to: $0))"] }
        }
        if !rows.isEmpty {
            try connection.execute(
                """
                UPDATE JSON_TABLE(\(String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)), '$[*]' COLUMNS (
                  id CHAR(32) CHARACTER SET ascii PATH '$[0]', seconds INT UNSIGNED PATH '$[1]')) AS measured
                STRAIGHT_JOIN leads ON leads.id = UNHEX(measured.id)
                SET leads.answer_seconds = measured.seconds
                WHERE leads.answer_seconds IS NULL AND leads.reached_out_at IS NOT NULL
                """)
        }
        return (end.id, leads.count)
    }

    private struct AnsweredLead: RowDecodable {
        let id: Lead.ID
        let createdAt: Date
        let reachedOutAt: Date?
        let answerSeconds: Int?

        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            createdAt = try row["created_at"]
            reachedOutAt = try row["reached_out_at"]
            answerSeconds = try row["answer_seconds"]
        }
    }
}
