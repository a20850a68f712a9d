import FoundationEssentials
import Glibc
import Posix
import Synchronization
import TestSupport
import Testing

/// Counts what threads have done, for a test that waits for them.
final class Tally: Sendable {
    private let done = Atomic(0)

    func count() { done.add(1, ordering: .releasing) }

    /// Whether so many were counted within ten seconds.
    func reaches(_ wanted: Int) -> Bool {
        for _ in 0..<1000 {
            if done.load(ordering: .acquiring) >= wanted { return true }
            ThisProcess.sleep(milliseconds: 10)
        }
        return false
    }
}

@Suite struct ThreadHandleTests {
    @Test func `runs its closure to the end before it is joined`() throws {
        let tally = Tally()
        let thread = try ThreadHandle {
            ThisProcess.sleep(milliseconds: 20)
            tally.count()
        }
        thread.join()
        #expect(tally.reaches(1))
    }

    @Test func `a thread that was let go runs on`() throws {
        let tally = Tally()
        for _ in 0..<8 { try ThreadHandle(stackBytes: 1 << 17) { tally.count() }.detach() }
        #expect(tally.reaches(8))
    }
}

@Suite struct ThisProcessTests {
    @Test func `knows itself`() {
        #expect(ThisProcess.id == getpid())
        #expect(ThisProcess.processors >= 1)
        #expect(ThisProcess.isAlive(ThisProcess.id))
        #expect(!ThisProcess.isAlive(Int32.max))
    }

    @Test func `its environment is what the system says`() {
        let environment = ThisProcess.environment
        #expect(environment == ProcessInfo.processInfo.environment)
        #expect(environment["PATH"] != nil)
    }

    @Test func `knows a socket from a file`() throws {
        var pair: [Int32] = [0, 0]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { for descriptor in pair { close(descriptor) } }
        #expect(pair.allSatisfy(ThisProcess.isSocket))
        let null = unsafe open("/dev/null", O_RDONLY)
        defer { close(null) }
        #expect(!ThisProcess.isSocket(null))
        #expect(!ThisProcess.isSocket(-1))
    }
}
