import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import StoredSettings
import Values

/// Changes leads with all that belongs to a change by staff: score, due time, history and audit. For requests and for jobs.
struct LeadEditing {
    private let connection: Connection
    private let audit: AuditTrail
    private let actor: User.ID?
    private let rules: ScoreRules
    private let response: ResponseClock
    private let clock: WallClock

    /// Changes by the caller of a request.
    ///
    /// - Throws: `DatabaseError`.
    init(_ context: Context) throws {
        connection = context.connection
        audit = context.audit
        actor = context.caller?.id
        rules = try context.scoreRules()
        response = try context.responseClock()
        clock = context.service.settings.clock
    }

    /// Changes by a job, for the user who asked for it.
    init(_ run: JobRun, by user: User, _ config: ConfigSnapshot) {
        connection = run.connection
        let name = AuditEvent.Actor(id: AuditEvent.Actor.ID(user.id), username: user.username)
        audit = AuditTrail(connection, by: name)
        actor = user.id
        rules = ScoreRules(config)
        clock = run.settings.clock
        response = ResponseClock(config, by: clock)
    }

    /// Changes a lead; nothing is written when nothing differs.
    ///
    /// - Parameters:
    ///   - action: what the history calls it; the kind of change when it is nil.
    ///   - auditAction: what the audit calls it.
    ///   - find: reads the lead as it is; called again when it was changed meanwhile, as `apply` is.
    ///   - apply: makes of it what it is to become.
    /// - Throws: `APIError` 409 when the address is another lead's, 422 when the owner does not exist; `APIError.busy`; what `find` and `apply`
    ///   throw; `DatabaseError`.
    func change(
        as action: LeadEvent.Action? = nil, audited auditAction: AuditEvent.Action = .leadChanged,
        _ find: () throws -> Lead, _ apply: (Lead, Date) throws -> Lead
    ) throws {
        for _ in 0..<LeadHandlers.tries {
            let lead = try find()
            let now = Date()
            var changed = try apply(lead, now)
            if changed == lead { return }
            changed.score = LeadScore(of: changed, by: rules, clock: clock).score
            response.settle(&changed, from: lead, at: now)
            if try write(changed, over: lead, as: action, auditAction, at: now) { return }
        }
        throw APIError.busy
    }

    /// - Returns: false when the lead was changed meanwhile; nothing is written then.
    private func write(
        _ changed: Lead, over lead: Lead, as action: LeadEvent.Action?, _ auditAction: AuditEvent.Action, at now: Date
    ) throws -> Bool {
        do {
            return try connection.transaction {
                guard try LeadStore(connection).update(changed, at: now) else { return false }
                let changes = LeadChanges(from: lead, to: changed)
                try LeadHistoryStore(connection).add(changes, of: lead, by: actor, as: action, at: now)
                try audit.add(
                    auditAction, of: .lead(lead.id), changes: changes.members.mapValues { _ in .untoldChange }, at: now)
                return true
            }
        } catch let error as DatabaseError {
            throw Self.failure(of: error)
        }
    }

    private static func failure(of error: DatabaseError) -> any Error {
        switch error.code {
        case .duplicateEntry:
            APIError.conflict(
                Text("Another lead has this e-mail address.", pt: "Outro lead tem este e-mail."),
                details: [LeadFields.email.name: [Text("Already in use.", pt: "Já está em uso.")]])
        case .missingReference:
            APIError.invalid([
                LeadFields.ownerID.name: [Text("This user does not exist.", pt: "Este usuário não existe.")]
            ])
        default: error
        }
    }
}
