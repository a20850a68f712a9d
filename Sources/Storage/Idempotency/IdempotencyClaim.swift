import FoundationEssentials
package import HTTP
package import MariaDB
package import Routing
import Values

/// The hold of one running request on its `Idempotency-Key`.
///
/// A row is inserted before the work and is given the answer in the transaction of the work, so that both are kept or neither:
/// after a crash before the commit the row is a claim that runs out, and the repeat works; after the commit the repeat is
/// answered from the row. An expired claim is replaced under a new id, and its former owner can no longer complete
/// it: its transaction fails.
package final class IdempotencyClaim {
    /// One request's claim on one key.
    typealias ID = Identifier<IdempotencyClaim>

    /// How a key was found.
    package enum Outcome {
        /// It is this request's now.
        case claimed(IdempotencyClaim)
        /// The first request with it was answered.
        case answered(KeptAnswer)
        /// The first request with it is running.
        case running
        /// The first request was answered, but its response can no longer be decrypted.
        case unreadable
    }

    /// Lifetime of the claim of an unanswered request; longer than any request, since nginx buffers request bodies.
    static let lease: TimeInterval = 15
    /// How long an answer is kept. Source: SPEC section 2.
    static let retention: TimeInterval = 86_400
    /// How often a key is looked at that others claim and free at the same moment.
    private static let tries = 5

    /// The answer that was kept, once one was.
    package private(set) var kept: KeptAnswer?
    private let id = ID()
    private let digest: [UInt8]
    private let content: Content
    private let status: Status
    private let report: (APIError) -> Response
    private let store: IdempotencyStore

    /// The content of the request and the most of it that is read to digest it.
    package struct Content {
        let exchange: DigestedExchange
        let limitBytes: Int

        /// The content of an exchange.
        package init(exchange: DigestedExchange, limitBytes: Int) {
            self.exchange = exchange
            self.limitBytes = limitBytes
        }

        /// The digest of the whole content.
        package func digest() throws -> [UInt8] { try exchange.contentDigest(limitBytes: limitBytes) }
    }

    private init(
        _ digest: [UInt8], _ content: Content, status: Status, report: @escaping (APIError) -> Response,
        _ store: IdempotencyStore
    ) {
        self.digest = digest
        self.content = content
        self.status = status
        self.report = report
        self.store = store
    }

    /// Claims a key, or returns its present claim.
    ///
    /// - Parameters:
    ///   - digest: names caller, operation, target and key.
    ///   - status: the status of success.
    ///   - report: the response that carries a failure.
    /// - Throws: `DatabaseError`.
    package static func take(
        _ digest: [UInt8], for content: Content, status: Status, report: @escaping (APIError) -> Response,
        in store: IdempotencyStore
    ) throws(DatabaseError) -> Outcome {
        let claim = IdempotencyClaim(digest, content, status: status, report: report, store)
        for _ in 0..<tries {
            let now = Date()
            do {
                try store.insert(digest, claim: claim.id, at: now, until: now + lease)
                return .claimed(claim)
            } catch {
                switch error.code {
                case .duplicateEntry: break
                case .deadlock: continue
                default: throw error
                }
            }
            guard let record = try store.find(digest) else { continue }
            if record.expiresAt > now {
                if record.isUnreadable { return .unreadable }
                return record.answer.map(Outcome.answered) ?? .running
            }
            if try store.takeOver(digest, from: record.claim, by: claim.id, at: now, until: now + lease) {
                return .claimed(claim)
            }
        }
        return .running
    }

    /// Keeps the answer; the handler calls it last in the transaction of its work.
    ///
    /// A handler that does not is still covered, save for a crash between its work and the answer.
    ///
    /// - Throws: `APIError.keyInUse` when the claim ran out and another request has it: the work must be rolled back;
    ///   `DatabaseError`; what encoding the answer throws.
    package func complete(with answer: some Answer) throws {
        try complete(with: answer.response(status))
    }

    /// Keeps a failure that is answered although something was done; the handler calls it last in the transaction of its work, and
    /// throws the failure after it.
    ///
    /// - Throws: as `complete(with:)` does for an answer.
    package func complete(with failure: APIError) throws {
        try complete(with: report(failure))
    }

    /// Keeps a response, unless it comes from a file.
    package func complete(with response: Response) throws {
        guard let answer = KeptAnswer(response, to: try content.digest()) else { return }
        guard try store.complete(digest, of: id, with: answer, until: Date() + Self.retention) else {
            throw APIError.keyInUse
        }
        kept = answer
    }

    /// Frees the key, unless it was answered after all.
    ///
    /// - Returns: the answer that a transaction has kept, one of unknown outcome or one that a failure is thrown after.
    /// - Throws: `DatabaseError`; the claim runs out then.
    package func release() throws(DatabaseError) -> KeptAnswer? {
        if try store.release(digest, by: id) { return nil }
        guard let record = try store.find(digest), record.claim == id else { return nil }
        return record.answer
    }
}
