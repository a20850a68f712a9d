import Environment
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handler of changes of many leads.
///
/// Source: SPEC section 21, `POST /api/v1/leads/bulk`.
enum BulkHandlers {
    /// Each lead is changed by itself, as by `PATCH`: what fails of one stops no other. A repeated request finds done what was done.
    @Sendable static func change(_ input: BulkInput, _ context: Context) throws -> BulkAnswer {
        let (selection, custom) = try input.checked(in: context)
        switch selection {
        case .ids(let ids):
            let bulk = LeadBulkEdit(
                editing: try LeadEditing(context), move: input.move, custom: custom, language: context.language,
                connection: context.connection
            ) { context.service.log.write(.error, "bulk change", requestID: context.requestID, $0) }
            let answer = BulkAnswer.results(BulkResults(results: try ids.map { try bulk.change($0) }))
            try context.idempotency?.complete(with: answer)
            return answer
        case .filter(let list):
            let most = LeadBulkChange.mostLeads
            let (filter, order) = try chosen(of: list, context)
            let ids = try LeadStore(context.connection).ids(of: filter, in: order, first: most + 1)
            guard ids.count <= most else {
                throw APIError.invalid([
                    "filter": [
                        Text("Must select at most \(most) leads.", pt: "Deve selecionar no máximo \(most) leads.")
                    ]
                ])
            }
            return try ask(for: ids, input.move, custom, context)
        }
    }

    /// What a filter selects; a fault is that of the filter.
    private static func chosen(
        of list: LeadListInput, _ context: Context
    ) throws -> (filter: LeadFilter, order: LeadOrder) {
        do {
            return try list.selection(in: context)
        } catch let error as APIError where error.status == .unprocessableContent {
            throw APIError.invalid(["filter": [LeadListInput.invalidValues(error.details).text]])
        }
    }

    private static func ask(
        for ids: [Lead.ID], _ move: LeadMove, _ custom: CustomChanges, _ context: Context
    ) throws -> BulkAnswer {
        let store = JobStore(context.connection)
        return try context.connection.transaction {
            try context.audit.add(.leadsChangedInBulk)
            let id = try LeadBulkChange.ask(
                store, for: ids, move, custom, in: context.language, by: try context.requireCaller().id)
            guard let job = try store.find(id) else { throw APIError.internalError }
            let answer = BulkAnswer.job(JobReply(job))
            try context.idempotency?.complete(with: answer)
            return answer
        }
    }
}

extension AuditEvent.Action {
    /// The leads of a filter were to be changed; each of them is recorded when it is.
    static let leadsChangedInBulk = Self("leads.bulk_changed")
}
