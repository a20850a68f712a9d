import Crypto
import HTTP
import Routing
import Serving
import Values

extension Context {
    private static let clientToken = FieldName("X-Client-Token")

    /// The digest of the client token that is shown, when it is a configured one; each is compared in constant time.
    package var clientTokenDigest: [UInt8]? {
        let shown = sha256(request[Self.clientToken] ?? "")
        let isKnown = resources.clientTokenDigests.reduce(false) { isEqualInConstantTime($1, shown) || $0 }
        return isKnown ? shown : nil
    }

    /// The user, the partner's front end, or else the remote address.
    ///
    /// Strangers who share an address share their keys, too, but none learns anything of another: an answer is given again only
    /// for the very content it was first given for.
    ///
    /// - Throws: `DatabaseError`.
    package func sender() throws -> String {
        guard request[.authorization] != nil else {
            return clientTokenDigest.map { "client \(hexEncoded($0))" } ?? remoteAddress
        }
        do {
            return try identify().map { "user \($0.id.text)" } ?? remoteAddress
        } catch is APIError {
            // An invalid token identifies no user; the handler decides what follows.
            return remoteAddress
        }
    }
}
