import FastCGI
import Foundation
import HTTP
import Synchronization
import TestSupport

/// A responder in the test's own process: threads that answer on a socket in a folder of the test's own.
///
/// With `HOLD` it waits until it is released; it reads the content but for `LEAVE_CONTENT`, and answers with the variables `T_A` and `T_B`,
/// one a line, then the length and a sum of the content, then `REPLY_BYTES` letters.
final class SampleResponder: Sendable {
    private let folder: ScratchFolder
    private let socket: ListeningSocket
    private let running = Atomic(0)
    private let begun = Mutex<[String]>([])
    private let interruptions = Atomic(0)
    private let releases = Atomic(0)

    /// The path of the socket.
    var path: String { folder.file("s") }
    /// How many contents broke off.
    var interrupted: Int { interruptions.load(ordering: .acquiring) }

    /// How many requests were begun.
    var taken: Int { names.count }
    /// `T_A` of each, in the order in which they were begun.
    var names: [String] { begun.withLock { $0 } }

    init(threads: Int = 1) throws {
        folder = try ScratchFolder()
        socket = try ListeningSocket.open(path: folder.file("s"))
        for _ in 0..<threads {
            running.add(1, ordering: .acquiringAndReleasing)
            Thread { [self] in
                let slot = RequestSlot(socket)
                while slot.next() {
                    answer(slot)
                    if slot.variable("ABANDON") == nil { slot.finish() } else { slot.abandon() }
                }
                running.subtract(1, ordering: .acquiringAndReleasing)
            }.start()
        }
    }

    private func answer(_ slot: RequestSlot) {
        let before = releases.load(ordering: .acquiring)
        begun.withLock { $0.append(slot.variable("T_A") ?? "-") }
        var buffer = [UInt8](repeating: 0, count: 10_000)
        var sum = 0
        var count = 0
        if slot.variable("HOLD") != nil {
            while releases.load(ordering: .acquiring) == before { Thread.sleep(forTimeInterval: 0.005) }
        }
        do {
            while slot.variable("LEAVE_CONTENT") == nil, case let read = try slot.readContent(into: &buffer), read > 0 {
                count += read
                for byte in buffer[..<read] { sum = (sum &* 31 &+ Int(byte)) % 1_000_003 }
            }
        } catch {
            interruptions.add(1, ordering: .acquiringAndReleasing)
            return
        }
        let bytes = slot.variable("REPLY_BYTES").flatMap { Int($0) } ?? 0
        let text = "\(slot.variable("T_A") ?? "-")\n\(slot.variable("T_B") ?? "-")\n\(count) \(sum)\n"
        _ = slot.send(Array(text.utf8) + [UInt8](repeating: 0x78, count: bytes))
    }

    /// Lets the requests that it holds be answered.
    func release() { releases.add(1, ordering: .acquiringAndReleasing) }

    /// Stops the threads.
    ///
    /// - Returns: whether all have ended within a time.
    func stop(within limit: Duration = patience) -> Bool {
        socket.stop()
        return hasEnded(within: limit)
    }

    /// Stops the threads, and waits for nothing.
    func stopSoon() { Thread { [self] in socket.stop() }.start() }

    /// Whether the threads were asked to stop.
    var isStopping: Bool { socket.isStopping }
    /// How many connections wait for their next request.
    var parked: Int { socket.parkedCount }

    /// Whether all threads have ended within a time.
    func hasEnded(within limit: Duration = patience) -> Bool {
        isTrue(within: limit) { running.load(ordering: .acquiring) == 0 }
    }
}

/// How long what happens at once may take on a machine that is busy with other tests.
let patience = Duration.seconds(30)

/// Whether something becomes true within a time.
func isTrue(within limit: Duration = patience, _ condition: () -> Bool) -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if condition() { return true }
        Thread.sleep(forTimeInterval: 0.005)
    }
    return condition()
}

/// What the responder says of a content.
func digest(of content: [UInt8]) -> String {
    "\(content.count) \(content.reduce(0) { ($0 &* 31 &+ Int($1)) % 1_000_003 })"
}
