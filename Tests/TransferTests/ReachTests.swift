import Foundation
import Posix
import Testing

@testable import Transfer

@Suite struct ReachTests {
    /// A server on loopback that says a greeting to whoever connects, and counts them.
    private final class Listener: Sendable {
        let port: Int
        private let accepted = Counter()
        private let socket: Int32

        init(saying greeting: String?) throws {
            let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            self.socket = socket
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                    unsafe bind(socket, raw, length)
                    listen(socket, 8)
                    unsafe getsockname(socket, raw, &length)
                }
                return unsafe Int(UInt16(bigEndian: pointer.pointee.sin_port))
            }
            let accepted = accepted
            try ThreadHandle {
                while true {
                    let connection = accept(socket, nil, nil)
                    guard connection >= 0 else { break }
                    accepted.add()
                    if let greeting { unsafe _ = write(connection, greeting, greeting.utf8.count) }
                    close(connection)
                }
                // By the thread that accepts from it: closed by another, its number could be a new socket's by the next `accept`.
                close(socket)
            }.detach()
        }

        var count: Int { accepted.value }

        deinit {
            shutdown(socket, Int32(SHUT_RDWR))
        }
    }

    private final class Counter: @unchecked Sendable {
        private let lock = NSLock()
        private var number = 0
        var value: Int { lock.withLock { number } }
        func add() { lock.withLock { number += 1 } }
    }

    private func send(to host: String, _ port: Int, _ reach: Reach) -> TransferError? {
        do {
            try MailTransfer(MailServer(host: host, port: port, protection: .none, reach: reach))
                .send(from: "a@example.com", to: "b@example.com", message: Array("x\r\n".utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "127.1", "::ffff:127.0.0.1"])
    func `no connection to this host is begun where only public ones are allowed`(host: String) throws {
        let listener = try Listener(saying: "220 x\r\n")
        let transfer = try HTTPTransfer(connectSeconds: 2, totalSeconds: 2, reach: .publicOnly)
        let name = host.contains(":") ? "[\(host)]" : host
        let error = #expect(throws: TransferError.self) { try transfer.send("GET", "http://\(name):\(listener.port)/") }
        #expect(error?.description == "the server could not be reached")
        _ = send(to: host, listener.port, .publicOnly)
        #expect(listener.count == 0)
        _ = send(to: host, listener.port, .publicOrLoopback)
        _ = send(to: host, listener.port, .anywhere)
        // The listener may come to a connection after its client has given up.
        for _ in 0..<1000 where listener.count < 2 { ThisProcess.sleep(milliseconds: 10) }
        #expect(listener.count == 2)
    }

    @Test func `a closed port, an open one that says nothing and a refused address are reported by the same words`()
        throws
    {
        let silent = try Listener(saying: nil)
        let closed = try Listener(saying: nil).port
        let errors = [
            send(to: "127.0.0.1", silent.port, .anywhere), send(to: "127.0.0.1", closed, .anywhere),
            send(to: "10.255.255.1", 25, .publicOrLoopback),
        ]
        #expect(errors.map { $0?.description } == Array(repeating: "the server could not be reached", count: 3))
        #expect(errors.allSatisfy { $0?.kind == .unavailable })
        #expect(Set(errors.compactMap { $0?.debugDescription }).count > 1)
    }
}
