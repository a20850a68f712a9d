public import HTTP

/// The name that a client gives to a creating request, so that sending it again creates nothing twice.
///
/// Source: SPEC section 2, `Idempotency-Key`; draft-ietf-httpapi-idempotency-key-header-07 for the meaning, but any visible ASCII
/// is accepted, not only a quoted string.
public struct IdempotencyKey: Sendable, Equatable {
    /// The most bytes of a key; the least is 1.
    public static let bytes = 255

    /// The key as it was sent, its case and all.
    public let text: String

    /// The key of a request; nil when it has none.
    ///
    /// - Throws: `APIError.invalid` for one that is empty, too long, or not visible ASCII; two fields of that name arrive joined by a
    ///   comma and a blank, and are refused for the blank.
    public init?(of request: Request) throws(APIError) {
        guard let text = request[.idempotencyKey] else { return nil }
        guard (1...Self.bytes).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalid([
                FieldName.idempotencyKey.canonical: [
                    Text(
                        "Must be 1 to 255 visible ASCII characters.",
                        pt: "Deve ter de 1 a 255 caracteres ASCII visíveis.")
                ]
            ])
        }
        self.text = text
    }

    /// The field, for the document.
    static let parameter = Parameter(
        name: FieldName.idempotencyKey.canonical, schema: .string(pattern: "^[\\x21-\\x7E]{1,\(bytes)}$"),
        isRequired: false,
        summary: """
            Identifies the request: repeated by the same caller with the same body within 24 hours, it returns the first response \
            and does nothing twice. A failure without effect is not stored: the key can be used again with a corrected body. \
            409 while the first request is running, 422 for a different body. The boundary of a form is not part of its body.
            """)
}

extension APIError {
    /// 409: the first request with that key has no answer yet.
    public static let keyInUse = APIError(
        .conflict, .conflict,
        Text(
            "The first request with this Idempotency-Key is still running.",
            pt: "A primeira requisição com esta Idempotency-Key ainda está em andamento."), retryAfterSeconds: 1)

    /// 409: the first response for that key was encrypted under a signing key that no longer exists.
    public static let answerUnreadable = APIError(
        .conflict, .conflict,
        Text(
            "The first response for this Idempotency-Key can no longer be read. Send the request with another key.",
            pt: "A primeira resposta a esta Idempotency-Key não pode mais ser lida. Envie a requisição com outra chave."
        ))

    /// 422: the key was given to another body.
    public static let keyReused = APIError(
        .invalidPayload, .unprocessableContent,
        Text(
            "This Idempotency-Key was already used with a different request body.",
            pt: "Esta Idempotency-Key já foi usada com outro conteúdo."),
        details: [
            FieldName.idempotencyKey.canonical: [
                Text("Already used with a different request body.", pt: "Já foi usada com outro conteúdo.")
            ]
        ])
}
