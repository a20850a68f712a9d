import Posix
import TestSupport
import Testing

@Suite struct SharedCountersTests {
    @Test func `starts at zero and counts up`() throws {
        let counters = try SharedCounters(path: nil, count: 3)
        #expect((0..<3).map { counters[$0] } == [0, 0, 0])
        counters.add(5, to: 1)
        counters.subtract(2, from: 1)
        counters.set(7, at: 2)
        #expect((0..<3).map { counters[$0] } == [0, 3, 7])
        #expect(counters.exchange(7, for: 8, at: 2))
        #expect(!counters.exchange(7, for: 9, at: 2))
        #expect(counters[2] == 8)
    }

    @Test func `without a file they are private to the process`() throws {
        let (one, other) = try (SharedCounters(path: nil, count: 1), SharedCounters(path: nil, count: 1))
        one.add(1, to: 0)
        #expect(other[0] == 0)
    }

    @Test func `counters of one file are shared, and outlive their processes`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("counters")
        let one = try SharedCounters(path: path, count: 2)
        let other = try SharedCounters(path: path, count: 2)
        one.add(3, to: 1)
        other.add(4, to: 1)
        #expect(one[1] == 7)
        #expect(try SharedCounters(path: path, count: 2)[1] == 7)
        #expect(throws: PosixError.self) { _ = try SharedCounters(path: folder.file("none/counters"), count: 2) }
    }

    @Test func `no count is lost between threads`() throws {
        let folder = try ScratchFolder()
        let path = folder.file("counters")
        let counters = try SharedCounters(path: path, count: 1)
        let ended = Tally()
        let threads = 4
        for _ in 0..<threads {
            let mine = try SharedCounters(path: path, count: 1)
            try ThreadHandle {
                for _ in 0..<10_000 { mine.add(1, to: 0) }
                ended.count()
            }.detach()
        }
        #expect(ended.reaches(threads))
        #expect(counters[0] == 40_000)
    }
}
