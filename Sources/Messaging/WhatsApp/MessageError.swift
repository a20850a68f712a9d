package import Routing

/// Why a message failed, as the carrier says it.
///
/// Source: SPEC section 7; WhatsApp Business Platform, Cloud API, "Error codes".
package struct MessageError: Sendable, Equatable, JSONWritable, Described {
    /// The most characters of a title.
    package static let titleCharacters = 200

    /// The carrier's number of it; nil where the carrier gave none.
    package let code: Int?
    /// Its title, for people.
    package let title: String

    /// An error; a longer title is cut.
    package init(code: Int?, title: String) {
        self.code = code
        self.title = String(String.UnicodeScalarView(title.unicodeScalars.prefix(Self.titleCharacters)))
    }

    /// The error that an error object of the Cloud API describes; nil when it has neither code nor title.
    package init?(_ json: JSON) {
        let written = json["code"]?.integer ?? json["code"]?.word.flatMap { Int($0) }
        let code = written.flatMap { Int32(exactly: $0) }.map { Int($0) }
        let title = ["title", "error_user_title", "message"].lazy.compactMap { json[$0]?.visibleText }.first
        guard title != nil || code != nil else { return nil }
        self.init(code: code, title: title ?? "Error \(code ?? 0)")
    }

    /// Writes both members; an unknown code is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("code", code)
        object.add("title", title)
    }

    /// The shape of SPEC section 7.
    package static let schema = Schema.object(
        "WhatsAppMessageError",
        [
            .required("code", Schema.integer(Int(Int32.min)...Int(Int32.max)).orNull),
            .required("title", .string),
        ])
}
