import Accounts
import Environment
import Frame
import MariaDB
import Routing
package import Storage
import StoredSettings
import Values

/// The job that changes the leads that a filter selected when it was asked for, one by one, as the user who asked; its result is what became of
/// each. It resumes after the last piece whose results are kept.
package struct LeadBulkChange: JobHandler {
    private static let name = "leads.bulk"

    /// The most leads of one job: its parameters and its result are a row.
    static let mostLeads = 10_000
    /// How many leads are changed before their results are kept.
    private static let pieceSize = 50

    /// `leads.bulk`
    package let kind = LeadBulkChange.name

    /// The handler.
    package init() {}

    /// Asks for the job. Call it in the transaction of its audit event.
    ///
    /// - Throws: `DatabaseError`.
    static func ask(
        _ store: JobStore, for leads: [Lead.ID], _ move: LeadMove, _ custom: CustomChanges, in language: Language,
        by user: User.ID
    ) throws -> Job.ID {
        let parameters: JSON = [
            "leads": .string(leads.map(\.text).joined(separator: ",")), "change": move.json,
            "custom": custom.json, "language": .string(language.rawValue),
        ]
        return try store.add(
            kind: name, parameters: String(decoding: try JSONText.bytes(of: parameters), as: UTF8.self), lane: name,
            createdBy: user.bytes)
    }

    /// Changes piece by piece. What was changed but not kept is found changed when it is done again.
    ///
    /// - Throws: `DatabaseError`; `JobRun.Lost`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        guard let order = Order(run.job.parameters) else { return .failed("the parameters are unreadable") }
        guard let id = run.job.createdBy.flatMap({ User.ID(bytes: $0) }),
            let user = try AccountStore(run.connection).find(id), user.isActive,
            user.role.permissions.contains(.manageLeads)
        else { return .failed("the user who asked for it may not change leads") }
        let fields = CustomFields(try CustomFieldStore(run.connection).all(), version: 0)[.lead]
        let custom = CustomChanges(order.custom, of: fields)
        var done = run.job.position.flatMap { Int($0) } ?? 0
        repeat {
            let piece = order.leads.dropFirst(done).prefix(Self.pieceSize)
            let bulk = LeadBulkEdit(
                editing: LeadEditing(run, by: user, try ConfigStore(run.connection).snapshot()), move: order.move,
                custom: custom, language: order.language, connection: run.connection
            ) { run.log.write(.error, "bulk change", $0) }
            let results = try piece.map { lead in
                String(decoding: JSONText.bytes(ofWritable: try bulk.change(lead)), as: UTF8.self)
            }
            let isFirst = done == 0
            done += piece.count
            let isLast = done == order.leads.count
            let text =
                (isFirst ? #"{"\#(BulkResults.listName)":["# : ",") + results.joined(separator: ",")
                + (isLast ? "]}" : "")
            try run.connection.transaction {
                try run.progress(done, of: order.leads.count, position: "\(done)")
                try run.report(text)
            }
            if run.isStopping && !isLast { return .stopped }
        } while done < order.leads.count
        return .done
    }

    /// What the parameters say.
    private struct Order {
        let leads: [Lead.ID]
        let move: LeadMove
        /// The changes of own fields, as `CustomChanges.json` wrote them.
        let custom: JSON
        let language: Language

        init?(_ parameters: String) {
            // The reason does not matter: a text of ours can be read.
            guard let json = try? JSONText.parse(Array(parameters.utf8)), let leads = json["leads"]?.text,
                let move = json["change"].flatMap({ LeadMove($0) })
            else { return nil }
            self.leads = leads.split(separator: ",").compactMap { Lead.ID(String($0)) }
            self.move = move
            custom = json["custom"] ?? .null
            language = json["language"]?.text.flatMap { Language(bytewise: $0) } ?? .english
        }
    }
}
