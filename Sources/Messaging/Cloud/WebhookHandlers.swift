import Crypto
import Environment
import Frame
import MariaDB
import Routing
import Serving

/// The handlers of the Cloud API's webhook.
///
/// Source: WhatsApp Business Platform, Cloud API, "Webhooks": verification requests, `X-Hub-Signature-256`.
enum WebhookHandlers {
    @Sendable static func verify(_ input: WebhookChallenge, _ context: Context) throws -> PlainText {
        guard input.mode == "subscribe", let expected = try account(context).verifyToken, let shown = input.token,
            isEqualInConstantTime(sha256(expected), sha256(shown)), let challenge = input.challenge
        else { throw APIError.forbidden(Text("The token is incorrect.", pt: "O token está incorreto.")) }
        return PlainText(text: challenge)
    }

    @Sendable static func take(_ input: WebhookNotification, _ context: Context) throws -> Reply<NotificationReceipt> {
        let account = try account(context)
        guard let secret = account.appSecret, let shown = input.signature?.dropping(prefix: "sha256="),
            let code = hexDecoded(String(shown)),
            isEqualInConstantTime(code, hmac(.sha256, key: Array(secret.utf8), message: input.content))
        else { throw APIError.forbidden(Text("The signature does not match.", pt: "A assinatura não confere.")) }
        let notice: (signals: [Signal], omissions: [String])
        do {
            notice = try CloudDriver(account) { _ in throw MessageFault("a webhook sends nothing") }
                .handle(inbound: input.content)
        } catch let fault as JSONText.Fault {
            context.service.log.write(.warning, "a notification of WhatsApp is no JSON", requestID: context.requestID)
            throw APIError.malformed(fault.message)
        }
        let flow = MessageFlow(context.connection)
        var strays = 0
        for part in stride(from: 0, to: notice.signals.count, by: signalsAtOnce) {
            let signals = Array(notice.signals[part..<min(part + signalsAtOnce, notice.signals.count)])
            strays += try context.connection.transaction { try flow.take(signals) }
        }
        report(notice.omissions, strays: strays, context)
        return Reply(NotificationReceipt(taken: notice.signals.count))
    }

    /// The most statuses and messages of one transaction: few commits, and none that holds others up.
    private static let signalsAtOnce = 128
    /// The most lines of the log that a notification is worth.
    private static let reported = 20

    /// Says in the log what was not stored: the platform does not send it again.
    private static func report(_ omissions: [String], strays: Int, _ context: Context) {
        let log = context.service.log
        for omission in omissions.prefix(reported) {
            log.write(.warning, "WhatsApp notified of what is not stored", requestID: context.requestID, omission)
        }
        if omissions.count > reported {
            log.write(
                .warning, "WhatsApp notified of what is not stored", requestID: context.requestID,
                "\(omissions.count - reported) more")
        }
        if strays > 0 {
            log.write(
                .info, "WhatsApp notified of what is not stored", requestID: context.requestID,
                "\(strays) statuses of messages that are not known")
        }
    }

    private static func account(_ context: Context) throws -> CloudAccount {
        CloudAccount(try context.config(), context.service.settings)
    }
}
