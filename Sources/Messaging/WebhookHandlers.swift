import Accounts
import Crypto
import MariaDB
import Platform
import Routing

/// What the Cloud API's webhook does.
///
/// Source: WhatsApp Business Platform, Cloud API, "Webhooks": verification requests, `X-Hub-Signature-256`.
enum WebhookHandlers {
    @Sendable static func verify(_ input: WebhookChallenge, _ context: Context) throws -> PlainText {
        guard input.mode == "subscribe", let expected = try account(context).verifyToken, let shown = input.token,
            isEqualInConstantTime(sha256(expected), sha256(shown)), let challenge = input.challenge
        else { throw APIError.forbidden(Text("The token is not the one expected.", pt: "O token não é o esperado.")) }
        return PlainText(text: challenge)
    }

    @Sendable static func take(_ input: WebhookNotification, _ context: Context) throws -> Reply<NotificationReceipt> {
        let account = try account(context)
        guard let secret = account.appSecret, let shown = input.signature, shown.hasPrefix("sha256="),
            let code = hexDecoded(String(shown.dropFirst(7))),
            isEqualInConstantTime(code, hmac(.sha256, key: Array(secret.utf8), message: input.content))
        else { throw APIError.forbidden(Text("The signature does not match.", pt: "A assinatura não confere.")) }
        let signals: [Signal]
        do {
            signals = try CloudDriver(account) { _ in throw MessageFault("a webhook sends nothing") }
                .handle(inbound: input.content)
        } catch let fault as JSONText.Fault {
            throw APIError.malformed(fault.message)
        }
        let flow = MessageFlow(context.connection)
        for signal in signals {
            try context.connection.transaction { try flow.take(signal) }
        }
        return Reply(NotificationReceipt(taken: signals.count))
    }

    private static func account(_ context: Context) throws -> CloudAccount {
        CloudAccount(try context.config(), context.service.settings)
    }
}
