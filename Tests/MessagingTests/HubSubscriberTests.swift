import FoundationEssentials
import Frame
import MariaDB
import Storage
import Synchronization
import TestSupport
import Testing
import Values

@testable import Messaging

@Suite struct HubSubscriberTests {
    private let events = [Event.ID(), Event.ID()].enumerated().map { number, id in
        Event(
            id: id, type: number == 0 ? .messageReceived : .sessionStatus, payload: #"{"n":\#(number)}"#,
            createdAt: Date(timeIntervalSince1970: 1_800_000_000))
    }

    @Test func `events are lines with id, channel and envelope`() {
        #expect(
            events[0].line == """
                \(events[0].id.text) messages {"version":"v1","type":"message_received","id":"\(events[0].id.text)",\
                "timestamp":"2027-01-15T08:00:00Z","payload":{"n":0}}

                """)
    }

    @Test func `the hub receives all lines in one request through its socket`() throws {
        let requests = Mutex<[OutgoingRequest]>([])
        let hub = HubSubscriber(at: "/run/hub.sock") { request in
            requests.withLock { $0.append(request) }
            return OutgoingReply(status: 200, content: [])
        }
        try hub.receive(events, on: Connection(ScratchDatabase.server()))
        let request = try #require(requests.withLock { $0.count == 1 ? $0.first : nil })
        #expect(request.socketPath == "/run/hub.sock" && request.method == "POST")
        #expect(request.content == Array("\(events[0].line)\(events[1].line)".utf8))
    }

    @Test(arguments: [404, 413, 500, 503])
    func `any other status than 200 is a refusal, in words for the log`(status: Int) throws {
        let hub = HubSubscriber(at: "/run/hub.sock") { _ in OutgoingReply(status: status, content: []) }
        let error = #expect(throws: (any Error).self) {
            try hub.receive(events, on: Connection(ScratchDatabase.server()))
        }
        #expect(error.map { "\($0)" } == "status \(status)")
    }
}
