import Frame
import HTTP
import Routing

extension Context {
    private static let userAgentField = FieldName("User-Agent")
    /// The most characters of a label that are kept.
    private static let userAgentCharacters = 200

    /// The `User-Agent` of the request, without control characters; nil when it is missing.
    var userAgent: String? {
        guard let field = request[Self.userAgentField] else { return nil }
        let scalars = field.unicodeScalars.filter { !$0.isControl }.prefix(Self.userAgentCharacters)
        let label = String(String.UnicodeScalarView(scalars)).trimmed
        return label.isEmpty ? nil : label
    }
}
