import Crypto
package import HTTP
import Platform
package import Routing

/// A page of resources.
///
/// Source: SPEC section 6, "Envelope".
package struct Listed<Resource: CRMResource>: JSONWritable, Described {
    let resources: [Resource]
    let total: Int
    let page: Page

    /// Writes the page; its number under both names that front ends know.
    package func write(to object: inout JSONObjectWriter) {
        object.add(Resource.plural, resources)
        object.add("total", total)
        object.add("page", page.number)
        object.add("current_page", page.number)
        object.add("per_page", page.size)
        object.add("pages", page.count(for: total))
    }

    /// The shape of SPEC section 6.
    package static var schema: Schema {
        .object(
            "\(Resource.shapeName)Page",
            [
                .required(Resource.plural, .array(of: Resource.schema)),
                .required("total", .integer(0...Int(Int32.max))), .required("page", .integer(1...)),
                .required("current_page", .integer(1...)), .required("per_page", .integer(1...100)),
                .required("pages", .integer(0...Int(Int32.max))),
            ])
    }
}

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
