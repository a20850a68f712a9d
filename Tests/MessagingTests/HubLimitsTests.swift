import Foundation
import Frame
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Messaging

/// The hub's limits are set in Lua and nginx.
@Suite struct HubLimitsTests {
    private func number(_ file: String, _ pattern: Regex<(Substring, Substring)>) throws -> Int {
        let match = try #require(try SourceTree.text(of: file).firstMatch(of: pattern), "\(file)")
        let digits = match.1.prefix { $0.isNumber }
        return try #require(Int(digits)) * (match.1.last == "m" ? 1_048_576 : 1)
    }

    @Test func `the hub accepts as much as the program sends`() throws {
        // Id, channel, type and time around a payload.
        let envelopeBytes = 400
        let event = EventQueueStore.payloadBytes + envelopeBytes
        let batch = EventDelivery.batchBytes + event + EventDelivery.batch * envelopeBytes
        #expect(try number("nginx/hub.conf", /client_max_body_size (\w+);/) >= batch)
        #expect(try number("nginx/hub.conf", /client_body_buffer_size (\w+);/) >= batch)
        let buffers = try #require(
            try SourceTree.text(of: "nginx/hub.conf").firstMatch(of: /fastcgi_buffers (\d+) (\d+)k;/))
        let backlog = HubHandlers.backlogBytes + event + HubHandlers.backlogEvents * envelopeBytes
        #expect(try #require(Int(buffers.1)) * #require(Int(buffers.2)) * 1024 >= backlog)
        #expect(try number("nginx/hub.lua", #/FRAME_BYTES = (\d+)/#) >= event)
        #expect(try number("nginx/connection.lua", #/QUEUE_BYTES = \d+, (\d+)/#) >= event)
        let sessions = try number("nginx/hub.lua", #/for start = 1, #lines, (\d+) do/#)
        #expect(sessions * (Session.ID().text.utf8.count + 1) <= InputReader.contentBytes)
    }
}
