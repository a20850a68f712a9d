package import FoundationEssentials

/// Finds the caller of a request by what the request shows. The domain that keeps the sessions makes one for each thread.
package protocol CallerSource: AnyObject {
    /// The caller by the text of an access token.
    ///
    /// - Throws: `APIError.invalidToken` for any other text; `DatabaseError`.
    func caller(byAccessToken text: String) throws -> FoundCaller

    /// The caller by the text of a ticket, which is used up.
    ///
    /// - Throws: `APIError.invalidToken` for any other text; `DatabaseError`.
    func caller(byTicket text: String) throws -> FoundCaller
}

/// A caller, and for how long what was shown is valid.
package struct FoundCaller {
    /// The caller.
    package let caller: Caller
    /// When the credential expires.
    package let expiresAt: Date

    /// A caller with a credential.
    package init(_ caller: Caller, until expiresAt: Date) {
        self.caller = caller
        self.expiresAt = expiresAt
    }
}
