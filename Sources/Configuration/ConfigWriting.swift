import Frame
import HTTP
import MariaDB
import Routing
import Serving
import Storage
import StoredSettings
import Values

/// Changes of settings that a request asks for.
enum ConfigWriting {
    /// All sections, and the job that follows from a change, if one does.
    typealias Written = (snapshot: ConfigSnapshot, job: Job.ID?)

    /// Changes sections and records it, in one transaction.
    ///
    /// - Parameter eTag: names the state that `If-Match` speaks of.
    /// - Returns: all sections afterwards, and the job that follows, if one does.
    /// - Throws: `APIError` 409, 412, 422; `DatabaseError`.
    static func write(
        _ drafts: [ConfigDraft], _ manner: ConfigEditor.Manner, isWhole: Bool = false, _ context: Context,
        eTag: (ConfigSnapshot) -> EntityTag
    ) throws -> Written {
        let condition = context.request[.ifMatch]
        let caller = try context.requireCaller()
        let settings = context.service.settings
        let (outcome, job) = try redirecting(context) {
            try context.connection.transaction {
                let outcome = try ConfigEditor(context.connection, settings).apply(
                    drafts, manner, isWhole: isWhole, mayRedirect: caller.holds(.manageConfig), by: caller.id.bytes
                ) { snapshot in
                    if let condition, !eTag(snapshot).isNamed(in: condition) { throw APIError.preconditionFailed }
                }
                let job = try ConfigAftermath.record(
                    outcome, in: context.audit, context.connection, settings, by: caller)
                return (outcome, job)
            }
        }
        if !outcome.changed.isEmpty { context.service.statistics.bumpRevision() }
        return (outcome.snapshot, job)
    }

    /// Changes settings; a caller who may not change the destinations among them is refused, and the audit has it.
    private static func redirecting<T>(_ context: Context, _ change: () throws -> T) throws -> T {
        do {
            return try change()
        } catch let redirection as ConfigEditor.Redirection {
            do {
                try context.require(.manageConfig)
                throw redirection
            } catch let error as APIError where error.code == .forbidden {
                let needed = Text(
                    "Only an administrator may change this.", pt: "Só um administrador pode alterar isto.")
                let details = redirection.settings.map { ($0, [needed]) }
                throw APIError(
                    error.code, error.status, error.message, details: Members(details, uniquingKeysWith: { $1 }))
            }
        }
    }
}
