import HTTP
package import Routing

/// Registration, sign-in and the caller's own account.
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
    Route(.get,  "/auth/me",       "getSignedInUser", .toSignedIn, "The user who asks.", Authentication.me),
    Route(.get,  "/me",            "getMe",          .toSignedIn, "The user who asks.", Authentication.me),
    Route(.post, "/ws-tickets",    "createTicket",   .toSignedIn, status: .created, "Gives a ticket that opens one socket or event stream within 30 seconds.", Tickets.create),
])
