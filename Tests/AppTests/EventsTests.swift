import App
import Environment
import Foundation
import Frame
import Storage
import TestSupport
import Testing

/// The names of events are repeated in SQL, JavaScript and the contract, too.
struct EventsTests {
    private let declared = Domains.events.map { "\($0.channel) \($0.name)" }

    @Test func `the events of the contract are declared, each once`() {
        #expect(
            declared.sorted() == [
                "leads enquiry_created", "leads lead_changed", "leads lead_created", "leads lead_deleted",
                "messages message_received", "messages message_status", "tasks task_changed", "tasks task_created",
                "tasks task_deleted", "tasks task_due", "whatsapp qrcode", "whatsapp session_status",
            ])
    }

    @Test func `every event type of the sources is in its domain's list`() throws {
        let types = try files(below: "Sources", ending: ".swift").flatMap { text in
            text.matches(of: #/EventType\("(\w+)", on: \.(\w+)\)/#).map { "\($0.2) \($0.1)" }
        }
        #expect(types.sorted() == declared.sorted())
    }

    @Test func `the triggers write declared events only`() throws {
        let schema = try SourceTree.text(of: "schema.sql")
        let insertion = #/INSERT INTO event_queue \([\w, ]+\)\s+(?:VALUES \(|SELECT )'(\w+)', '(\w+)'/#
        let written = schema.matches(of: insertion).map { "\($0.1) \($0.2)" }
        #expect(written.count == schema.split(separator: "INSERT INTO event_queue").count - 1)
        #expect(
            written.sorted() == [
                "leads lead_changed", "leads lead_deleted", "tasks task_changed", "tasks task_created",
                "tasks task_deleted",
            ])
        #expect(Set(written).isSubset(of: declared))
    }

    @Test func `the dashboard subscribes to declared events only`() throws {
        let names = try files(below: "nginx/html/assets/app/js", ending: ".js").flatMap { text in
            let single = text.matches(of: /live\.on\('(\w+)'/).map { String($0.1) }
            let several = text.matches(of: #/\[([^\]]+)\]\.map\(\(type\) => live\.on\(type/#).flatMap { match in
                match.1.matches(of: /'(\w+)'/).map { String($0.1) }
            }
            let calls = text.matches(of: /live\.on\(/).count
            let lists = text.matches(of: /live\.on\(type/).count
            #expect(calls == single.count + lists, "a subscription whose name is not a literal")
            return single + several
        }
        // `live.js` itself reports a new connection.
        let known = Domains.events.map(\.name) + ["reconnected"]
        #expect(Set(names).subtracting(known).isEmpty)
        #expect(Set(names).isSuperset(of: Set(known).subtracting(["lead_deleted"])))
    }

    @Test func `the subscribers have names of their own, and the hub needs a socket`() throws {
        let with = try names(["GUICHE_HUB_SOCKET": "/run/hub.sock"])
        #expect(Set(with).count == with.count && with.contains("hub"))
        #expect(try !names([:]).contains("hub"))
        let among = try names([
            "GUICHE_HUB_SOCKET": "/run/hub.sock", "GUICHE_HUBS": "a,b", "GUICHE_HUB_NAME": "b",
        ])
        #expect(among.contains("hub-b") && !among.contains("hub") && !among.contains("hub-a"))
    }

    private func names(_ variables: [String: String]) throws -> [String] {
        let settings = try Settings(
            ["DATABASE_URL": "mysql://u:p@localhost/guiche"].merging(variables) { $1 }, for: .administering)
        return Domains.subscribers(settings) { _ in OutgoingReply(status: 200, content: []) }.map(\.name)
    }

    private func files(below folder: String, ending: String) throws -> [String] {
        let paths = FileManager.default.subpaths(atPath: "\(SourceTree.folder)/\(folder)") ?? []
        return try paths.filter { $0.hasSuffix(ending) }.map { try SourceTree.text(of: "\(folder)/\($0)") }
    }
}
