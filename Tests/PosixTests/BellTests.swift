import Posix
import Synchronization
import TestSupport
import Testing

@Suite struct BellTests {
    /// Long enough for whatever is rung meanwhile, and an error when it is over.
    private static let long = 10_000

    @Test func `a bell without a ring times out`() throws {
        let bell = try Bell()
        #expect(!bell.wait(milliseconds: 0))
        #expect(!bell.wait(milliseconds: 1))
    }

    @Test(arguments: [1, 2, 1000])
    func `rings before the wait are one ring`(count: Int) throws {
        let bell = try Bell()
        for _ in 0..<count { bell.ring() }
        #expect(bell.wait(milliseconds: Self.long))
        #expect(!bell.wait(milliseconds: 0))
    }

    @Test func `it rings again after each wait`() throws {
        let bell = try Bell()
        for _ in 0..<100 {
            bell.ring()
            #expect(bell.wait(milliseconds: Self.long))
        }
        #expect(!bell.wait(milliseconds: 0))
    }

    @Test func `a ring ends a wait that has begun`() throws {
        let (bell, answer) = (try Bell(), try Bell())
        let thread = try ThreadHandle {
            // The answer to each ring is the next one.
            for _ in 0..<200 where bell.wait(milliseconds: Self.long) { answer.ring() }
        }
        for _ in 0..<200 {
            bell.ring()
            #expect(answer.wait(milliseconds: Self.long))
        }
        thread.join()
    }

    @Test func `no work is left over when many ring at once`() throws {
        let bell = try Bell()
        let work = Atomic(0)
        for _ in 0..<8 {
            try ThreadHandle {
                for _ in 0..<500 {
                    work.add(1, ordering: .releasing)
                    bell.ring()
                }
            }.detach()
        }
        // Who waits looks for work after each ring, however many rings it is.
        var done = 0
        while done < 4000, bell.wait(milliseconds: Self.long) { done += work.exchange(0, ordering: .acquiring) }
        #expect(done == 4000)
    }
}
