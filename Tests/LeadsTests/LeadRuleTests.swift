import Leads
import Routing
import TestSupport
import Testing

@Suite struct LeadStatusTests {
    private static let moves: Set<[LeadStatus]> = [
        [.pending, .reachedOut], [.reachedOut, .qualified], [.pending, .lost], [.reachedOut, .lost],
        [.qualified, .lost], [.lost, .pending],
    ]

    @Test(arguments: LeadStatus.allCases, LeadStatus.allCases)
    func `staff move a lead along the declared ways and no other`(from: LeadStatus, to: LeadStatus) {
        #expect(from.moves.contains(to) == Self.moves.contains([from, to]))
    }

    @Test func `nothing but the conversion makes a customer, and nothing undoes it`() {
        for status in LeadStatus.allCases {
            #expect(!status.moves.contains(.converted))
        }
        #expect(LeadStatus.converted.moves.isEmpty)
    }

    /// The dashboard offers what the program accepts: `status.js` repeats the table.
    @Test func `the dashboard has the same statuses, moves and open ones`() throws {
        let script = try SourceTree.text(of: "nginx/html/assets/app/js/leads/status.js")
        func names(_ list: Substring) -> [String] { list.matches(of: #/'([A-Z_]+)'/#).map { String($0.1) } }
        func list(_ name: String) throws -> [String] {
            let line = try #require(script.split(separator: "\n").first { $0.hasPrefix("export const \(name) = ") })
            return names(line)
        }
        #expect(try list("statuses") == LeadStatus.allCases.map(\.rawValue))
        #expect(try list("openStatuses") == LeadStatus.allCases.filter(\.isOpen).map(\.rawValue))
        for status in LeadStatus.allCases {
            let line = try #require(script.split(separator: "\n").first { $0.hasPrefix("  \(status.rawValue): [") })
            let accepted = status.moves + (status.canConvert ? [.converted] : [])
            #expect(Set(names(line)) == Set(accepted.map(\.rawValue)), "\(status.rawValue)")
        }
    }

    @Test func `the dashboard has words for each status and each move, and a colour for each that is not lost`() throws
    {
        let app = "nginx/html/assets/app"
        for language in Language.allCases {
            let words = try SourceTree.text(of: "\(app)/js/i18n/\(language.rawValue).js")
            for status in LeadStatus.allCases {
                for name in ["status", "move"] {
                    #expect(words.contains("'\(name).\(status.rawValue)': '"), "\(name) \(status)")
                }
            }
        }
        let colours = try SourceTree.text(of: "\(app)/css/lists.css")
        for status in LeadStatus.allCases where status != .lost {
            #expect(colours.contains("\n.dot-\(status.rawValue.lowercased()) { background: "), "\(status)")
        }
    }

    @Test func `each status has one Portuguese name`() {
        #expect(Set(LeadStatus.aliases.values) == Set(LeadStatus.allCases))
        #expect(LeadStatus.aliases.count == LeadStatus.allCases.count)
    }
}

@Suite struct PriorityTests {
    @Test(arguments: [(0, .cold), (39, .cold), (40, .warm), (69, .warm), (70, .hot), (100, .hot)] as [(Int, Priority)])
    func `a score has the priority of its band`(score: Int, priority: Priority) {
        #expect(Priority(score: score) == priority)
        #expect(priority.scores.contains(score))
    }

    @Test func `every score has exactly one priority`() {
        for score in 0...100 {
            #expect(Priority.allCases.filter { $0.scores.contains(score) } == [Priority(score: score)])
        }
    }
}
