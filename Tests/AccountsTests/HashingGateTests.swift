import Accounts
import Dispatch
import Frame
import Posix
import Synchronization
import Testing

@Suite struct HashingGateTests {
    @Test func `lets some run, some wait, and turns the rest away`() throws {
        let gate = HashingGate(running: 2, waiting: 3)
        let began = DispatchSemaphore(value: 0)
        let end = DispatchSemaphore(value: 0)
        let (now, most, done, refused) = (Counter(), Counter(), Counter(), Counter())
        func enter() throws {
            _ = try ThreadHandle {
                do {
                    try gate.pass(for: Self.sender(1)) {
                        most.raise(to: now.add(1))
                        began.signal()
                        end.wait()
                        now.add(-1)
                    }
                    done.add(1)
                } catch {
                    refused.add(1)
                }
            }
        }
        for _ in 0..<2 { try enter() }
        for _ in 0..<2 { began.wait() }
        // All places inside are asked for; two of the five are left without one.
        for _ in 0..<5 { try enter() }
        while refused.value < 2 { ThisProcess.sleep(milliseconds: 1) }
        for _ in 0..<5 { end.signal() }
        while done.value < 5 { ThisProcess.sleep(milliseconds: 1) }
        #expect(refused.value == 2)
        #expect(most.value == 2)
    }

    @Test func `a hash that throws gives its place back`() {
        struct Fault: Error {}
        let gate = HashingGate(running: 1, waiting: 0)
        for _ in 0..<3 {
            #expect(throws: Fault.self) { try gate.pass(for: Self.sender(1)) { throw Fault() } }
        }
        #expect(throws: Never.self) { try gate.pass(for: Self.sender(1)) {} }
    }

    @Test func `a sender with nothing inside goes before the burst of another`() throws {
        let gate = HashingGate(running: 1, waiting: 5)
        let (began, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let order = Lock<[UInt8]>([])
        let done = Counter()
        func enter(_ number: UInt8) throws {
            _ = try ThreadHandle {
                try? gate.pass(for: Self.sender(number)) {
                    order.withLock { $0.append(number) }
                    began.signal()
                    end.wait()
                }
                done.add(1)
            }
        }
        try enter(1)
        began.wait()
        for _ in 0..<3 { try enter(1) }
        while gate.places < 4 { ThisProcess.sleep(milliseconds: 1) }
        try enter(2)
        while gate.places < 5 { ThisProcess.sleep(milliseconds: 1) }
        for _ in 0..<5 { end.signal() }
        while done.value < 5 { ThisProcess.sleep(milliseconds: 1) }
        #expect(order.withLock { $0 } == [1, 2, 1, 1, 1])
    }

    @Test func `in a full gate the place of the last of a burst goes to another sender`() throws {
        let gate = HashingGate(running: 1, waiting: 2)
        let (began, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let (order, refused, done) = (Lock<[UInt8]>([]), Lock<[UInt8]>([]), Counter())
        func enter(_ number: UInt8) throws {
            _ = try ThreadHandle {
                do {
                    try gate.pass(for: Self.sender(number)) {
                        order.withLock { $0.append(number) }
                        began.signal()
                        end.wait()
                    }
                    done.add(1)
                } catch {
                    refused.withLock { $0.append(number) }
                }
            }
        }
        try enter(1)
        began.wait()
        for _ in 0..<2 { try enter(1) }
        while gate.places < 3 { ThisProcess.sleep(milliseconds: 1) }
        try enter(2)
        while refused.withLock({ $0.count }) < 1 { ThisProcess.sleep(milliseconds: 1) }
        for _ in 0..<3 { end.signal() }
        while done.value < 3 { ThisProcess.sleep(milliseconds: 1) }
        #expect(refused.withLock { $0 } == [1])
        #expect(order.withLock { $0 } == [1, 2, 1])
    }

    @Test func `addresses of one IPv6 network are one sender`() {
        func sender(_ text: String) -> HashingGate.Sender { HashingGate.Sender(HostAddress(text: text)) }
        #expect(sender("2001:db8::1") == sender("2001:db8::2:1"))
        #expect(sender("2001:db8::1") != sender("2001:db8:0:1::1"))
        #expect(sender("192.0.2.1") != sender("192.0.2.2"))
    }

    private static func sender(_ number: UInt8) -> HashingGate.Sender {
        HashingGate.Sender(HostAddress(bytes: [192, 0, 2, number]))
    }

    private final class Counter: Sendable {
        private let number = Atomic<Int>(0)
        var value: Int { number.load(ordering: .sequentiallyConsistent) }
        @discardableResult func add(_ amount: Int) -> Int {
            number.add(amount, ordering: .sequentiallyConsistent).newValue
        }
        func raise(to value: Int) { number.max(value, ordering: .sequentiallyConsistent) }
    }
}
