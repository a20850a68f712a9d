import FoundationEssentials
import MariaDB
import Platform
import TestSupport
import Testing

@testable import Messaging

@Suite struct EventPublisherTests {
    private let database: ScratchDatabase
    private let store: EventStore

    init() throws {
        database = try ScratchDatabase.withSchema()
        store = EventStore(database.connection())
    }

    private struct Refused: Error {}

    /// Runs a publisher until it has posted so many lines, refusing whenever asked to.
    private func published(
        _ count: Int, refusing: @escaping (Int) -> Bool = { _ in false }
    ) -> [String] {
        let publisher = EventPublisher(database.options, log: Log(from: .error))
        var lines: [String] = []
        var posts = 0
        publisher.run { bytes in
            posts += 1
            if refusing(posts) { throw Refused() }
            lines += String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            if lines.count >= count { publisher.stop() }
        }
        return lines
    }

    @Test func `events are handed over in order, each once`() throws {
        for number in 0..<10 { try store.add("a", on: .leads, ["n": number]) }
        let lines = published(10)
        #expect(lines.count == 10)
        #expect(lines == lines.sorted())
        #expect(lines.enumerated().allSatisfy { $1.contains(#""payload":{"n":\#($0)}"#) })
        #expect(try store.position(of: "main") == store.newest())
    }

    @Test func `events that the hub refused are posted again, before newer ones`() throws {
        for number in 0..<4 { try store.add("a", on: .leads, ["n": number]) }
        let lines = published(4) { $0 <= 2 }
        #expect(lines.count == 4 && lines == lines.sorted())
    }

    @Test func `a new publisher starts with events that were numbered and not recorded`() throws {
        for number in 0..<3 { try store.add("a", on: .leads, ["n": number]) }
        // Numbered by a publisher that died before it posted.
        let numbered = try store.number(2, after: nil)
        try store.setPosition(of: "main", to: numbered[0].id)
        let lines = published(2)
        #expect(lines.map { $0.prefix(36) } == [numbered[1].id.text[...], try #require(try store.newest()).text[...]])
    }

    @Test func `of two publishers one works`() throws {
        let other = database.connection()
        let first = EventPublisher(database.options, log: Log(from: .error))
        try store.add("a", on: .leads, ["n": 1])
        var isSecondStarted = false
        first.run { _ in
            guard !isSecondStarted else { return }
            isSecondStarted = true
            #expect(throws: DatabaseError.self) {
                try other.withLock(WorkerLock.name(of: database.options), waitSeconds: 0) {}
            }
            first.stop()
        }
        #expect(isSecondStarted)
    }
}
