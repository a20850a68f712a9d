import TestSupport
import Testing

@testable import MariaDB

struct UnreachableTests {
    @Test func `a server that is down is known at once, and known to all`() throws {
        let options = try ConnectionOptions(url: "mariadb://nobody@/none?socket=/nonexistent/s.sock")
        let elapsed = ContinuousClock().measure {
            for _ in 0..<100 {
                let connection = Connection(options)
                let error = #expect(throws: DatabaseError.self) { try connection.execute("DO 1") }
                #expect(error?.code == .unreachable)
                #expect(!connection.isConnected)
            }
        }
        // One attempt that waits for a connection lasts seconds; a hundred of them would last minutes.
        #expect(elapsed < .seconds(30))
    }

    @Test func `a closed port is detected immediately, and the next host is used`() throws {
        let error = #expect(throws: DatabaseError.self) {
            try Connection(ConnectionOptions(url: "mariadb://nobody@127.0.0.1:1,localhost:1/none")).execute("DO 1")
        }
        #expect(error?.code == .unreachable)
        #expect(error?.debugDescription.contains("localhost") == true)
    }

    @Test func `a certificate authority means TLS with a server it vouches for, or nothing`() throws {
        var options = try ScratchDatabase.server()
        options.certificateAuthorityPath = #filePath
        let error = #expect(throws: DatabaseError.self) { try Connection(options).execute("DO 1") }
        #expect(error?.code == .unreachable)
        #expect(error?.number == 2026)
    }

    @Test func `one connection at a time tries a server that was down`() throws {
        let outage = Outage()
        #expect(outage.admits(attempt: .seconds(1)) && outage.admits(attempt: .seconds(1)))
        outage.begin()
        #expect(!outage.admits(attempt: .seconds(1)))
        let deadline = ContinuousClock.now + .seconds(30)
        while !outage.admits(attempt: .seconds(60)), ContinuousClock.now < deadline {}
        #expect(ContinuousClock.now < deadline)
        #expect(!outage.admits(attempt: .seconds(60)))
        outage.end()
        #expect(outage.admits(attempt: .seconds(1)))
    }

    @Test func `a server that comes back is found after the pause, half a second at most`() throws {
        var options = try ScratchDatabase.server()
        options.database = "guiche_no_such_database"
        let connection = Connection(options)
        #expect(throws: DatabaseError.self) { try connection.execute("DO 1") }
        options.database = ""
        let other = Connection(options)
        #expect(throws: DatabaseError.self) { try other.execute("DO 1") }
        #expect(Outage.pause < .milliseconds(500))
        let deadline = ContinuousClock.now + .seconds(30)
        var isBack = false
        while !isBack, ContinuousClock.now < deadline {
            do { isBack = try other.execute("DO 1") == 0 } catch { continue }
        }
        #expect(isBack)
    }

    @Test func `a wrong name of the database is said in the log`() throws {
        var options = try ScratchDatabase.server()
        options.database = "guiche_no_such_database"
        let error = #expect(throws: DatabaseError.self) { try Connection(options).execute("DO 1") }
        #expect(error?.number == 1049)
        #expect(error?.debugDescription.contains("guiche_no_such_database") == true)
        #expect(error?.description == "The database cannot be reached.")
    }
}
