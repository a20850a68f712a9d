import FastCGI
import FoundationEssentials
import HTTP
import Posix
import Routing
import Serving
import Values

/// The fallback of a responder that cannot start: it answers 503 for some seconds and exits, so that its parent restarts it.
///
/// Without it, requests would wait in the backlog until nginx gives up.
enum Refusal {
    /// How long requests are refused before the next start.
    private static let seconds = 5

    /// Refuses requests on a socket.
    static func serve(on socket: ListeningSocket) {
        Signals.holdStop()
        do {
            try ThreadHandle {
                ThisProcess.sleep(milliseconds: seconds * 1000)
                socket.stop()
            }.detach()
            try ThreadHandle {
                _ = Signals.waitForStop()
                socket.stop()
            }.detach()
            let slot = RequestSlot(socket)
            while slot.next() {
                refuse(Request(slot), by: slot)
                slot.finish()
            }
        } catch {
            StandardStream.error.write("guiche-responder: \(error)\n")
        }
    }

    private static func refuse(_ request: Request, by slot: RequestSlot) {
        let id = slot.variable("REQUEST_ID") ?? ""
        let language = request[.acceptLanguage].flatMap(Language.init(accepting:)) ?? .english
        var response = APIError.serviceUnavailable.response(
            in: language, requestID: id, timestamp: Instant.text(Date()))
        if ["/health", "/api/v1/health"].contains(request.path),
            let report = try? HealthReport(checks: ["start"], failing: ["start"]).response(.ok)
        {
            response = report
        }
        response[.requestID] = id
        guard case .bytes(let bytes) = response.content else { return }
        _ = slot.send(request.method == .head ? response.header : response.header + bytes)
    }
}
