import HTTP
import Posix
import Routing

extension Request {
    /// The variable by which nginx says that it sends files and pages itself (nginx/fastcgi.conf); of the server's, not of a client's.
    private static let serverVariable = "GUICHE_ACCEL"
    /// What a proxy adds when it hands on a request of another's.
    private static let handedOn = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].map { FieldName($0) }

    /// Whether counters may be shown to the sender: one that nginx has admitted by `METRICS_ALLOW` (nginx/metrics.conf), or, where
    /// another server or none is between, a program of this host whose request no proxy has handed on.
    ///
    /// Source: SPEC section 9.
    var isFromMonitor: Bool {
        if exchange.variable(Self.serverVariable) == "1" { return true }
        guard let address = exchange.variable("REMOTE_ADDR").flatMap(HostAddress.init(text:)), address.isLoopback,
            // An IPv6 address that is translated to a loopback address came from elsewhere.
            address.bytes.count == 4 || address.bytes.prefix(10).allSatisfy({ $0 == 0 })
        else { return false }
        return Self.handedOn.allSatisfy { self[$0] == nil }
    }
}

extension APIError {
    /// 403 for what only the host's own monitoring may read.
    static let notForStrangers = forbidden(
        Text(
            "Only this host and listed addresses may read this.",
            pt: "Só este servidor e endereços listados podem ler isto."))
}
