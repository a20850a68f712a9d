import Leads
import Testing

@Suite struct LeadStatusTests {
    private static let moves: Set<[LeadStatus]> = [
        [.pending, .reachedOut], [.reachedOut, .qualified], [.pending, .lost], [.reachedOut, .lost],
        [.qualified, .lost], [.lost, .pending],
    ]

    @Test(arguments: LeadStatus.allCases, LeadStatus.allCases)
    func `staff move a lead along the declared ways and no other`(from: LeadStatus, to: LeadStatus) {
        #expect(from.canMove(to: to) == Self.moves.contains([from, to]))
    }

    @Test func `nothing but the conversion makes a customer, and nothing undoes it`() {
        for status in LeadStatus.allCases {
            #expect(!status.canMove(to: .converted))
            #expect(!LeadStatus.converted.canMove(to: status))
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
