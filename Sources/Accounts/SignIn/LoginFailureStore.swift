import Crypto
package import FoundationEssentials
package import Frame
package import MariaDB
import Values

/// Counts failed attempts for each account, existing or not, and says when the next one is allowed.
///
/// Source: SPEC section 4: after 5 failures within 15 minutes every further try waits.
package struct LoginFailureStore {
    /// How many failures within the window are let pass.
    package static let limit = 5
    /// Lifetime of a failure.
    package static let window: Duration = .seconds(900)

    /// The key that failures are counted by; never the name itself.
    package struct Account: Sendable, Hashable {
        let digest: [UInt8]

        /// Signing in as a user, under any name.
        package static func user(_ id: User.ID) -> Account {
            Account(digest: sha256("login:\(id.text)"))
        }

        /// Signing in under a name, whether a user has it or not.
        package static func name(_ name: SignInName) -> Account {
            Account(digest: sha256("name:\(name.text)"))
        }

        /// Placeholder for the user of an unknown name, so that both cases take the same steps.
        static func nobody(_ name: SignInName) -> Account {
            Account(digest: sha256("nobody:\(name.text)"))
        }

        /// Stating the present password when it is to be changed.
        package static func passwordChange(of id: User.ID) -> Account {
            Account(digest: sha256("password:\(id.text)"))
        }
    }

    private let connection: Connection

    /// The failures, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// How many whole seconds the next try must wait; nil when it need not.
    package func secondsToWait(for account: Account, at now: Date) throws(DatabaseError) -> Int? {
        let offset = Self.limit - 1
        let fifthLatest = try connection.fetchValue(
            """
            SELECT failed_at
            FROM login_failures
            WHERE account_digest = \(account.digest)
              AND failed_at > \(now - Self.windowSeconds)
            ORDER BY failed_at DESC, id DESC
            LIMIT 1 OFFSET \(offset)
            """, as: Date.self)
        return fifthLatest.map { max(1, Int(($0.timeIntervalSince(now) + Self.windowSeconds).rounded(.up))) }
    }

    /// Counts a failure.
    ///
    /// - Returns: how many there are with it, more than `limit` with concurrent attempts.
    package func noteFailure(of account: Account, at now: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            INSERT INTO login_failures (account_digest, failed_at)
            VALUES (\(account.digest), \(now))
            """)
        let counted = try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM login_failures
            WHERE account_digest = \(account.digest)
              AND failed_at > \(now - Self.windowSeconds)
              AND id <= LAST_INSERT_ID()
            """, as: Int.self)
        return counted ?? 0
    }

    /// Forgets the failures of an account, after the right password was stated.
    package func forget(_ account: Account) throws(DatabaseError) {
        try connection.execute("DELETE FROM login_failures WHERE account_digest = \(account.digest)")
    }

    /// Forgets all failures to sign in as a user, under each of the user's names.
    package func forgetSignIns(of user: User) throws(DatabaseError) {
        let accounts = [
            Account.user(user.id), .name(SignInName(user.username)), .name(SignInName(user.email)),
        ]
        for account in accounts { try forget(account) }
    }

    /// Removes up to 1,000 expired failures; returns their number. For the sweep.
    package func removeOld(at now: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM login_failures
            WHERE failed_at <= \(now - Self.windowSeconds)
            ORDER BY failed_at, id
            LIMIT 1000
            """)
    }

    private static let windowSeconds = Double(window.components.seconds)
}
