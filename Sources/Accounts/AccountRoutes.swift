package import Frame
import HTTP
package import Routing

/// Registration, sign-in and the caller's own account; and what the workers do, for administrators.
///
/// Source: SPEC section 4.
// swift-format-ignore
package let accountRoutes = RouteGroup<Context>("accounts", bases: ["/api/v1"], [
    //    method target            operation         access
    Route(.post, "/auth/register", "register",       .toAnyone,   status: .created, rate: .login, failures: [.unauthorized, .forbidden, .conflict], "Registers a user.", Authentication.register),
    Route(.post, "/auth/login",    "login",          .toAnyone,   rate: .login, failures: [.unauthorized], "Signs in with a user name or e-mail and a password.", Authentication.login),
    Route(.post, "/auth/token",    "createToken",    .toAnyone,   rate: .login, failures: [.unauthorized], "Signs in and returns both tokens under short names.", Authentication.token),
    Route(.post, "/auth/refresh",  "refreshToken",   .toAnyone,   rate: .login, failures: [.unauthorized], "Returns a new access token for an active session.", Authentication.refresh),
    Route(.post, "/auth/logout",   "logout",         .toAnyone,   status: .noContent, rate: .login, failures: [.unauthorized], "Ends the session of a refresh token and all its access tokens.", Authentication.logout),
    Route(.post, "/auth/password", "changePassword", .toSignedIn, status: .noContent, rate: .login, "Changes the password and ends all other sessions.", Authentication.changePassword),
    Route(.post, "/auth/password/forgot", "forgotPassword", .toAnyone, status: .accepted, rate: .login, "Mails a one-time token to the account with this address. The response does not reveal whether the account exists.", Authentication.forgotPassword),
    Route(.post, "/auth/password/reset",  "resetPassword",  .toAnyone, status: .noContent, rate: .login, "Replaces a forgotten password and ends all sessions.", Authentication.resetPassword),
    Route(.post, "/auth/invitation", "acceptInvitation", .toAnyone, status: .created, rate: .login, failures: [.conflict], "Creates the account of an invitation by the token of its link, once.", UserHandlers.acceptInvitation),
    Route(.get,  "/auth/sessions", "listOwnSessions",  .toSignedIn, "Lists the caller's sessions, newest first.", OwnSessions.list),
    Route(.delete, "/auth/sessions", "revokeOtherSessions", .toSignedIn, status: .noContent, "Ends all sessions of the caller except this one.", OwnSessions.revokeOthers),
    Route(.delete, "/auth/sessions/{id}", "revokeOwnSession", .toSignedIn, status: .noContent, "Ends one session of the caller.", OwnSessions.revoke),
    Route(.get,  "/auth/me",       "getSignedInUser", .toSignedIn, "Returns the signed-in user.", Authentication.me),
    Route(.get,  "/audit",         "listAuditEvents", .to(.viewAudit), "Lists security events and data changes, newest first.", AuditHandlers.list),
    Route(.get,  "/me",            "getMe",          .toSignedIn, "Returns the signed-in user.", Authentication.me),
    Route(.patch, "/me",           "changeMe",       .toSignedIn, failures: [.conflict, .preconditionFailed], "Updates the caller's own name, absence and digest.", Authentication.changeMe),
    Route(.post, "/ws-tickets",    "createTicket",   .toSignedIn, status: .created, "Creates a ticket that opens one socket or event stream within 30 seconds.", Tickets.create),
    Route(.get,  "/people",        "listPeople",     .toSignedIn, "Lists current and former staff by name, so that owners and authors can be shown by name.", UserHandlers.people),
    Route(.get,  "/jobs",          "listJobs",       .to(.manageConfig), "Lists background jobs, newest first.", JobHandlers.list),
    Route(.get,  "/jobs/{id}",     "getJob",         .toSignedIn, "Returns a job with its progress, and its result when it is done. Jobs that others asked for require `core.manage_config`.", JobHandlers.find),
    Route(.get,  "/users",         "listUsers",        .to(.viewUsers),   "Lists users, by user name.", UserHandlers.list),
    Route(.post, "/users",         "createUser",       .to(.manageUsers), status: .created, failures: [.conflict], "Creates a user of any role.", UserHandlers.create),
    Route(.post, "/users/invitations", "createInvitation", .to(.manageUsers), status: .created, failures: [.conflict], "Mails an invitation: a link that is valid for 72 hours and works once. An earlier one to the same address becomes void.", UserHandlers.invite),
    Route(.get,  "/users/{id}",    "getUser",          .to(.viewUsers),   "Returns a user.", UserHandlers.get),
    Route(.patch, "/users/{id}",   "changeUser",       .shared(.manageUsers, with: .viewUsers), failures: [.conflict, .preconditionFailed], "Updates the given fields; a new password or deactivation ends all the user's sessions. A change of `away_until` alone requires only `users.view`.", UserHandlers.change),
    Route(.post, "/users/{id}/reset-password", "sendPasswordLink", .to(.manageUsers), status: .accepted, failures: [.conflict], "Mails the user a link to choose a new password, at most three within a quarter of an hour.", UserHandlers.sendPasswordLink),
])

/// The same accounts for front ends that speak Portuguese.
///
/// Source: SPEC section 4, `POST /auth/register`, `/auth/login`.
// swift-format-ignore
package let dialectRoutes = RouteGroup<Context>("dialect", pool: "accounts", bases: ["/auth"], [
    //    method target       operation           access
    Route(.post, "/register", "registerDialect",  .toAnyone, status: .created, rate: .login, failures: [.unauthorized, .forbidden, .conflict], "Registers a user, with Portuguese field names.", LegacyAuth.register),
    Route(.post, "/login",    "loginDialect",     .toAnyone, rate: .login, failures: [.unauthorized], "Signs in with an e-mail and a password, with Portuguese field names.", LegacyAuth.login),
])
