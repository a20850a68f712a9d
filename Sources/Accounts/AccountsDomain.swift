package import Frame
import MariaDB
import Routing
import Storage

private let profile = "SELECT (id, username, name, email, role, role_name, is_active, away_until, digest, created_at)"
private let liveSession = "SELECT (id, user_id, expires_at, revoked_at)"

/// Users, sessions, sign-in, audit and jobs.
package let accountsDomain = Domain<Context>(
    "Accounts", groups: [accountRoutes, dialectRoutes], tables: accountTables,
    answers: [IdempotencyTable("idempotency_records_accounts", of: accountRoutes.pool)],
    mailKinds: AccountMails.kinds,
    sweeps: [
        Sweep("tickets") { connection, _, now in try TicketStore(connection).removeExpired(at: now) },
        Sweep("sessions") { connection, _, now in try SessionStore(connection).removeExpired(before: now) },
        Sweep("failed sign-ins") { connection, _, now in try LoginFailureStore(connection).removeOld(at: now) },
        Sweep("invitations") { connection, _, now in try InvitationStore(connection).removeExpired(at: now) },
        Sweep("password tokens") { connection, _, now in try PasswordTokenStore(connection).removeSpent(at: now) },
    ])

private let accountTables = [
    // Who calls, and who is an owner or author; hashes are for signing in alone.
    Grants.Table(
        "users", eachPool: profile, ["accounts": "SELECT, INSERT, UPDATE", .worker: profile]),
    Grants.Table(
        "sessions", eachPool: liveSession,
        ["accounts": Grants.record, .worker: "SELECT (id, expires_at), DELETE"]),
    Grants.Table("user_sightings", eachPool: "SELECT, INSERT, UPDATE", [:]),
    Grants.Table(
        "invitations", ["accounts": "SELECT, INSERT, UPDATE", .worker: "SELECT (digest, expires_at), DELETE"]),
    Grants.Table("login_failures", ["accounts": "SELECT, INSERT, DELETE", .worker: "SELECT (id, failed_at), DELETE"]),
    Grants.Table(
        "password_tokens",
        ["accounts": "SELECT, INSERT, UPDATE", .worker: "SELECT (digest, created_at), DELETE"]),
    Grants.Table(
        "tickets",
        [
            "accounts": "SELECT (session_id, expires_at), INSERT, DELETE", "messaging": "SELECT, DELETE",
            .worker: "SELECT (digest, expires_at), DELETE",
        ]),
]
