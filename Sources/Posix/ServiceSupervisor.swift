import Glibc

/// The supervisor that started this program, such as systemd, which receives reports of its state; each is one datagram.
///
/// Source: sd_notify(3), sd_watchdog_enabled(3).
public final class ServiceSupervisor: Sendable {
    /// What is reported.
    public enum Report: String, Sendable {
        /// The program works.
        case ready = "READY=1"
        /// The program ends.
        case stopping = "STOPPING=1"
        /// The program is alive; due within each `watchdogMilliseconds`.
        case alive = "WATCHDOG=1"
    }

    /// How long the supervisor waits for the next report of life before it ends the program; nil if it does not watch this process.
    public let watchdogMilliseconds: Int?

    private let descriptor: Int32
    private let path: String

    /// The supervisor that the variables `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` name; nil without one.
    ///
    /// - Throws: `PosixError` when the system has no descriptor left, or for an address that is not that of a Unix socket.
    public init?(_ variables: [String: String]) throws(PosixError) {
        guard let path = variables["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        self.path = path
        let isOurs = variables["WATCHDOG_PID"].map { Int32($0) == ThisProcess.id } ?? true
        let microseconds = isOurs ? variables["WATCHDOG_USEC"].flatMap { Int($0) } : nil
        watchdogMilliseconds = microseconds.flatMap { $0 > 0 ? max(1, $0 / 1000) : nil }
        guard path.hasPrefix("/") || path.hasPrefix("@"), path.utf8.count <= DatagramAddress.longestPath else {
            throw PosixError(number: EINVAL, call: "NOTIFY_SOCKET")
        }
        descriptor = try DatagramAddress.socket(isWaiting: true)
    }

    deinit { close(descriptor) }

    /// Sends a report; one that cannot be delivered is lost.
    public func send(_ report: Report) {
        let content = Array(report.rawValue.utf8)
        _ = unsafe DatagramAddress.with(path) { address, length in
            unsafe content.withUnsafeBytes { bytes in
                unsafe sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}
