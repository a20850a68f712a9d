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
    Route(.post, "/auth/token",    "createToken",    .toAnyone,   rate: .login, failures: [.unauthorized], "Signs in and gives both tokens under short names.", Authentication.token),
    Route(.post, "/auth/refresh",  "refreshToken",   .toAnyone,   failures: [.unauthorized], "Gives a new access token of a live session.", Authentication.refresh),
    Route(.post, "/auth/logout",   "logout",         .toAnyone,   status: .noContent, failures: [.unauthorized], "Ends the session of a refresh token and all its access tokens.", Authentication.logout),
    Route(.post, "/auth/password", "changePassword", .toSignedIn, status: .noContent, rate: .login, "Changes the password and ends all other sessions.", Authentication.changePassword),
    Route(.post, "/auth/password/forgot", "forgotPassword", .toAnyone, status: .accepted, rate: .login, "Mails a one-time token to the user who has an address; tells nobody whether there is one.", Authentication.forgotPassword),
    Route(.post, "/auth/password/reset",  "resetPassword",  .toAnyone, status: .noContent, rate: .login, "Replaces a forgotten password and ends all sessions.", Authentication.resetPassword),
    Route(.get,  "/auth/sessions", "listOwnSessions",  .toSignedIn, "The caller's sessions, newest first.", OwnSessions.list),
    Route(.delete, "/auth/sessions", "revokeOtherSessions", .toSignedIn, status: .noContent, "Ends all sessions of the caller but this one.", OwnSessions.revokeOthers),
    Route(.delete, "/auth/sessions/{id}", "revokeOwnSession", .toSignedIn, status: .noContent, "Ends one session of the caller.", OwnSessions.revoke),
    Route(.get,  "/auth/me",       "getSignedInUser", .toSignedIn, "The user who asks.", Authentication.me),
    Route(.get,  "/audit",         "listAuditEvents", .to(.viewAudit), "Security events and changes of data, newest first.", AuditHandlers.list),
    Route(.get,  "/me",            "getMe",          .toSignedIn, "The user who asks.", Authentication.me),
    Route(.post, "/ws-tickets",    "createTicket",   .toSignedIn, status: .created, "Gives a ticket that opens one socket or event stream within 30 seconds.", Tickets.create),
    Route(.get,  "/jobs",          "listJobs",       .to(.manageConfig), "A page of the jobs of the workers, newest first.", JobHandlers.list),
    Route(.get,  "/jobs/{id}",     "getJob",         .to(.manageConfig), "One job, and how far it has come.", JobHandlers.find),
    Route(.get,  "/users",         "listUsers",        .to(.viewUsers),   "A page of users, by user name.", UserHandlers.list),
    Route(.post, "/users",         "createUser",       .to(.manageUsers), status: .created, failures: [.conflict], "Adds a user of any role.", UserHandlers.create),
    Route(.get,  "/users/{id}",    "getUser",          .to(.viewUsers),   "One user.", UserHandlers.get),
    Route(.patch, "/users/{id}",   "changeUser",       .to(.manageUsers), failures: [.conflict, .preconditionFailed], "Changes what is given; a new password or an end of service ends all the user's sessions.", UserHandlers.change),
])

/// The same accounts for front ends that speak Portuguese.
///
/// Source: SPEC section 4, `POST /auth/register`, `/auth/login`.
// swift-format-ignore
package let dialectRoutes = RouteGroup<Context>("dialect", bases: ["/auth"], [
    //    method target       operation           access
    Route(.post, "/register", "registerDialect",  .toAnyone, status: .created, rate: .login, failures: [.unauthorized, .forbidden, .conflict], "Registers a user; the Portuguese form.", Dialect.register),
    Route(.post, "/login",    "loginDialect",     .toAnyone, rate: .login, failures: [.unauthorized], "Signs in with an e-mail and a password; the Portuguese form.", Dialect.login),
])
