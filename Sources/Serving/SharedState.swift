package import Environment
package import HTTP
package import MariaDB
import Posix
package import Routing
package import Storage

/// The state shared by all threads of a responder: settings, log, counters, documents made at start. Immutable.
package final class SharedState: Sendable {
    /// The version of the product, as health and the OpenAPI document show it.
    package static let version = "0.1.0"

    /// The settings.
    package let settings: Settings
    /// The log.
    package let log: Log
    /// The counters.
    package let statistics: Statistics
    /// Rows that threads insert at the same moment.
    package let newRows: GroupedInsert
    /// The health of the process.
    package let health = HealthMonitor()
    /// What the database was last asked for, for `/metrics`.
    let metrics = MetricsMonitor()
    /// The OpenAPI document, written once.
    package let openAPI: [UInt8]
    /// Where uploaded files are kept.
    package let files: any FileStore
    /// Whether it writes or removes files, so that its health needs the store.
    package let keepsFiles: Bool

    private let mailKinds: [MailKind]
    private let worker: WakeSender?

    /// Hides the answers that are kept under an `Idempotency-Key`.
    let answerCipher: AnswerCipher

    /// The shared state of the threads of a responder.
    package init(
        settings: Settings, files: any FileStore, log: Log, statistics: Statistics, openAPI: [UInt8],
        mailKinds: [MailKind] = [], keepsFiles: Bool = true
    ) {
        self.settings = settings
        self.files = files
        newRows = GroupedInsert(settings.database)
        answerCipher = AnswerCipher(settings)
        worker = settings.wakeSocket.flatMap {
            do throws(PosixError) {
                return try WakeSender(to: $0)
            } catch {
                log.write(.warning, "the worker is not woken", error.description)
                return nil
            }
        }
        self.log = log
        self.statistics = statistics
        self.openAPI = openAPI
        self.mailKinds = mailKinds
        self.keepsFiles = keepsFiles
    }

    /// What staff read about a mail of a kind; the kind of a release that had others is shown by its name.
    package func title(ofMail kind: String, in language: Language) -> String {
        mailKinds.first { $0.name == kind }?.title.wording(in: language) ?? kind
    }

    /// Wakes `guiche-worker` to process a row that has just been committed; it polls each second anyway.
    package func wakeWorker() { worker?.wake() }
}

/// The context of the handlers of any domain.
package protocol ServiceContext: RouteContext, AnyObject {
    /// The resources of the thread.
    associatedtype ThreadResources

    /// The context of one request, with its thread's resources.
    init(_ request: Request, with resources: ThreadResources, language: Language)

    /// The shared state of all threads.
    var service: SharedState { get }
    /// The thread's connection.
    var connection: Connection { get }
    /// The id by which the request is known in logs; the dispatcher gives it.
    var requestID: String? { get set }
    /// When the request began, for its time limit.
    var began: ContinuousClock.Instant { get }
    /// The id of the user who is asking, once known; for the log.
    var callerID: String? { get }
    /// The request's claim on its `Idempotency-Key`; nil when it has none. A creating handler completes it with its answer, last in
    /// the transaction of its work.
    var idempotency: IdempotencyClaim? { get set }

    /// Identifies the caller, so that the same `Idempotency-Key` of two callers is two keys.
    ///
    /// - Throws: `DatabaseError`.
    func sender() throws -> String
}

extension ServiceContext {
    /// Sets the time limit of the request, from its beginning on.
    func extend(to limit: TimeLimit) {
        let deadline = began + limit.duration
        connection.deadline = deadline
        request.exchange.limitReading(until: deadline)
    }
}
