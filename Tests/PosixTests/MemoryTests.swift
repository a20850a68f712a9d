import Posix
import Testing

@Suite struct MemoryTests {
    @Test func `pages that are given back are there when they are used again`() throws {
        let numbers = Array(0..<10_000)
        let before = numbers.map { String($0) }.sorted()
        for _ in 0..<20 {
            try ThisProcess.releaseStartPages()
            #expect(numbers.map { String($0) }.sorted() == before)
        }
    }
}
