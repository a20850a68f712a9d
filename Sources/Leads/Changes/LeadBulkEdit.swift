import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Values

/// Changes leads one by one in the same way, and says what became of each.
struct LeadBulkEdit {
    let editing: LeadEditing
    let move: LeadMove
    let custom: CustomChanges
    /// Of the failures' messages.
    let language: Language
    let connection: Connection
    /// Logs the cause of a failure that the client does not learn.
    let log: (String) -> Void

    /// Changes one lead.
    ///
    /// - Throws: `DatabaseError` while the database is unavailable; every other failure is that lead's.
    func change(_ id: Lead.ID) throws -> BulkResult {
        do {
            try editing.change {
                guard let lead = try LeadStore(connection).find(id) else { throw APIError.notFound }
                return lead
            } _: { lead, now in
                var changed = try move.applied(to: lead, at: now)
                custom.apply(to: &changed.contact.custom)
                return changed
            }
            return BulkResult(id: id, failure: nil, language: language)
        } catch let error as DatabaseError where error.isOutage {
            throw error
        } catch {
            let failure = APIError.answering(error)
            if failure.status.rawValue >= 500 { log("\(id.text): \(String(reflecting: error))") }
            return BulkResult(id: id, failure: failure, language: language)
        }
    }
}
