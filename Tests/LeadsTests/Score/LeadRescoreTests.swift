import DomainTestSupport
import Environment
import FoundationEssentials
import MariaDB
import Routing
import Storage
import TestSupport
import Testing

@testable import Leads

@Suite struct LeadRescoreTests {
    @Test func `the job scores every lead, and continues after the last one when stopped`() throws {
        let database = try ScratchDatabase.withSchema()
        let connection = database.connection()
        try LeadStore(connection).seed(1_200)
        try connection.execute("UPDATE leads SET score = 99")
        let jobs = JobStore(connection)
        let id = try LeadRescore.ask(jobs, by: nil)
        #expect(try LeadRescore.ask(jobs, by: nil) == id)
        let settings = try database.settings(for: .administering)
        let stopped = JobRunner(settings, [LeadRescore()], log: Log(from: .error))
        stopped.stop()
        #expect(try stopped.runNext(connection))
        let half = try #require(try jobs.find(id))
        #expect(half.state == .pending && half.progressDone == 500 && half.progressTotal == 1_200)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE score = 99", as: Int.self) == 700)
        #expect(try JobRunner(settings, [LeadRescore()], log: Log(from: .error)).runNext(connection))
        let whole = try #require(try jobs.find(id))
        #expect(whole.state == .done && whole.progressDone == 1_200 && whole.progressTotal == 1_200)
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM leads WHERE score = 99", as: Int.self) == 0)
        #expect(try LeadRescore.ask(jobs, by: nil) != id)
    }
}
