import HTTP
import Routing
import Values

/// The fields of messages and their rules, each declared here once.
///
/// Source: SPEC section 7.
enum MessageFields {
    /// The text of a message.
    enum Kind: String, CaseIterable, Sendable {
        case text
    }

    static let to = Field("to", Rule<WhatsAppNumber>.whatsAppNumber, summary: "10 to 15 digits; `+` is optional.")
    static let number = Field(
        "number", Rule<WhatsAppAddress>.whatsAppAddress,
        summary: "Only messages to and from this number, in any spelling, or a sender's id.")
    static let type = Field("type", Rule<Kind>.oneOf(Kind.self))
    static let text = Field("text", Rule<String>.text(1...4096))
    static let clientID = Field(
        "client_message_id", Rule<String>.line(1...100),
        summary:
            "The caller's own name for the message: one that the caller used before returns its message, and sends nothing."
    )
}

/// A message that is to be sent.
struct MessageInput: Input {
    let to: WhatsAppNumber
    let text: String
    let clientID: String?

    static let declaration = InputDeclaration.json(
        .object(
            "WhatsAppMessageInput",
            [
                MessageFields.to.required, MessageFields.type.required, MessageFields.text.required,
                MessageFields.clientID.optional,
            ]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let to = input.required(MessageFields.to)
        let type = input.required(MessageFields.type)
        let text = input.required(MessageFields.text)
        clientID = input.optional(MessageFields.clientID)
        (self.to, _, self.text) = try input.checked(to, type, text)
    }
}

/// The number whose messages to list, and the page.
struct MessageListInput: Input {
    let number: WhatsAppAddress?
    let page: Page

    static let declaration = InputDeclaration(query: MessageFields.number.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        number = try input.query(MessageFields.number)
        page = try Page(reading: input)
        try input.check()
    }
}

/// The verification request of the Cloud API for a new webhook.
struct WebhookChallenge: Input {
    let mode: String?
    let token: String?
    let challenge: String?

    private static let modeField = Field("hub.mode", Rule<String>.opaque)
    private static let tokenField = Field("hub.verify_token", Rule<String>.opaque)
    private static let challengeField = Field("hub.challenge", Rule<String>.opaque)

    static let declaration = InputDeclaration(
        query: modeField.queryParameters() + tokenField.queryParameters() + challengeField.queryParameters())

    init(reading input: InputReader) throws {
        mode = try input.query(Self.modeField)
        token = try input.query(Self.tokenField)
        challenge = try input.query(Self.challengeField)
        try input.check()
    }
}

/// A notification of the Cloud API, byte by byte: its signature is over these.
struct WebhookNotification: Input {
    /// The most bytes that the platform sends at once. Source: SPEC section 2.
    private static let contentBytes = 3 * 1_048_576

    let content: [UInt8]
    let signature: String?

    private static let signatureField = FieldName("X-Hub-Signature-256")

    static let declaration = InputDeclaration(
        header: [
            .header(
                signatureField.canonical, "`sha256=` and the HMAC of the content under the app secret, in hexadecimal.")
        ],
        content: [("application/json", .map(of: .anything))], contentBytes: contentBytes)

    init(reading input: InputReader) throws {
        content = try input.content()
        signature = input.request[Self.signatureField]
    }
}
