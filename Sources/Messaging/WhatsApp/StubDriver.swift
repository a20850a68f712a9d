import Crypto
package import Environment
import FoundationEssentials
import Routing
import Values

/// A simulation that sends nothing: it behaves as if a phone scanned the code and every recipient read and answered.
package struct StubDriver: MessagingDriver {
    private let isFast: Bool
    private let language: Language

    /// A stub as the settings say.
    package init(_ settings: Settings) {
        isFast = settings.isWhatsAppStubFast
        language = settings.defaultLanguage
    }

    private func pause(_ milliseconds: ClosedRange<Int>) -> Duration {
        isFast ? .zero : .milliseconds(Int.random(in: milliseconds))
    }

    /// Shows a code, has it scanned, and is ready.
    package func start(from status: SessionStatus) -> SessionStep {
        switch status {
        case .disconnected: SessionStep(.connecting, pause: pause(500...1000))
        case .connecting:
            SessionStep(.qrcode, qr: "2@" + base64URLEncoded(randomBytes(96)), pause: pause(3000...5000))
        case .qrcode: SessionStep(.authenticated, pause: pause(500...1500))
        case .authenticated, .ready: SessionStep(.ready)
        }
    }

    /// There is no connection to close.
    package func stop() {}

    /// Takes every message; under the same name however often it is handed over.
    package func send(_ message: Message) -> SendOutcome { .accepted("stub.\(message.id.text)") }

    /// The stub gets no notifications: see `reaction(to:)`.
    package func handle(inbound content: [UInt8]) -> (signals: [Signal], omissions: [String]) { ([], []) }

    /// The simulated recipient's next reaction to a message, and its delay; nil after the last.
    func reaction(to message: Message, hasAnswered: Bool) -> (signal: Signal, pause: Duration)? {
        let name = message.providerID ?? "stub.\(message.id.text)"
        switch message.status {
        case .sent: return (.status(.delivered, of: name, callback: message.id), pause(300...1200))
        case .delivered: return (.status(.read, of: name, callback: message.id), pause(500...2500))
        case .read where !hasAnswered:
            let begun = String(String.UnicodeScalarView(message.text.unicodeScalars.prefix(200)))
            let answer = Text("Got it: ", pt: "Recebido: ").wording(in: language) + begun
            let inbound = InboundMessage(from: message.number, as: "\(name).answer", text: answer)
            return (.message(inbound), pause(800...3000))
        default: return nil
        }
    }
}
