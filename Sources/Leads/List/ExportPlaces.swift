import Posix
import Routing

/// The users whose exports run: a few at once, one per user, so that no user occupies every place.
final class ExportPlaces: Sendable {
    private let users = Lock<Set<String>>([])
    private let limit: Int

    private static let retrySeconds = 2

    /// So many places.
    init(_ limit: Int) { self.limit = limit }

    /// Takes a place for an export of a user.
    ///
    /// - Throws: `APIError` 429 while another export of the same user runs, 503 while all places are occupied.
    func take(for userID: String) throws(APIError) {
        try users.withLock { (users) throws(APIError) in
            guard !users.contains(userID) else { throw .rateLimited(retryAfterSeconds: Self.retrySeconds) }
            guard users.count < limit else { throw .serviceUnavailable }
            users.insert(userID)
        }
    }

    /// Gives the place of a user's export back.
    func leave(_ userID: String) { users.withLock { _ = $0.remove(userID) } }
}
