import Posix
import Synchronization
import Testing

@Suite struct LockTests {
    @Test func `threads change its value one at a time`() throws {
        let lock = Lock((count: 0, isHeld: false))
        let overlaps = Atomic(0)
        let finished = Atomic(0)
        let threads = 8
        let rounds = 2000
        for _ in 0..<threads {
            try ThreadHandle {
                for _ in 0..<rounds {
                    lock.withLock { value in
                        if value.isHeld { overlaps.add(1, ordering: .relaxed) }
                        value.isHeld = true
                        value.count += 1
                        value.isHeld = false
                    }
                }
                finished.add(1, ordering: .releasing)
            }.detach()
        }
        while finished.load(ordering: .acquiring) < threads { ThisProcess.sleep(milliseconds: 5) }
        #expect(lock.withLock { $0.count } == threads * rounds)
        #expect(overlaps.load(ordering: .relaxed) == 0)
    }

    @Test func `a section that throws leaves it free`() {
        struct Fault: Error {}
        let lock = Lock(1)
        #expect(throws: Fault.self) {
            try lock.withLock { value in
                value = 2
                throw Fault()
            }
        }
        #expect(lock.withLock { $0 } == 2)
    }
}
