import Accounts
import Dispatch
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
                    try gate.pass {
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
            #expect(throws: Fault.self) { try gate.pass { throw Fault() } }
        }
        #expect(throws: Never.self) { try gate.pass {} }
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
