import Frame
import Routing
import TestSupport
import Testing

@testable import Messaging

@Suite struct AnswerTests {
    @Test func `the document of its routes is sound`() {
        let document = OpenAPIDocument(title: "", version: "", summary: "", groups: [liveRoutes])
        #expect(document.faults == [])
    }

    @Test(arguments: [
        (Role.admin, [EventChannel.leads, .whatsapp, .messages, .tasks]),
        (.manager, [.leads, .whatsapp, .messages, .tasks]), (.agent, [.leads, .messages, .tasks]),
    ])
    func `a channel is open to who holds its permission`(role: Role, channels: [EventChannel]) {
        #expect(EventChannel.open(to: role) == channels)
    }
}
