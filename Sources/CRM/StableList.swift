import Crypto
package import HTTP
package import Routing

/// A list that changes seldom: a client may keep it for half a minute, and ask whether it is still so.
///
/// Source: SPEC section 2, `ETag`.
package struct StableList<List: Encodable & Described>: Answer {
    let list: List
    /// Whether the list holds words of the caller's language.
    var variesByLanguage = false

    /// JSON of the list.
    package static var contents: [(mediaType: String, schema: Schema)] { [("application/json", List.schema)] }

    /// The response that carries the list; its tag is a digest of it.
    package func response(_ status: Status) throws -> Response {
        let bytes = try JSONText.bytes(of: list)
        var response = Response(status, contentType: "application/json", bytes: bytes)
        response[.eTag] = EntityTag(String(hexEncoded(sha256(bytes)).prefix(32))).field
        response[.cacheControl] = "private, max-age=30"
        if variesByLanguage { response.append(.vary, FieldName.acceptLanguage.canonical) }
        return response
    }
}
