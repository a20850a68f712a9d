import TestSupport
import Testing

@testable import MariaDB

/// What an outage looks like to a statement, and which host is tried next.
struct OutageTests {
    @Test(
        arguments: [
            (1047, .notServing), (1290, .notServing), (1836, .notServing), (1874, .notServing), (1792, .notServing),
            (1036, .notServing), (1040, .notServing), (1203, .notServing), (1049, .notServing),
            (1021, .lackingResources), (1114, .lackingResources), (1026, .lackingResources), (1030, .lackingResources),
            (1180, .lackingResources), (1146, .lackingResources), (1041, .lackingResources), (1206, .lackingResources),
            (1053, .connectionLost), (1927, .connectionLost), (2006, .connectionLost), (2013, .connectionLost),
            (1158, .connectionLost), (1205, .lockWaitTimeout), (1213, .deadlock), (1020, .deadlock),
            (1969, .statementTimeout), (1317, .statementTimeout),
        ] as [(UInt32, DatabaseError.Code)])
    func `every number that an outage has is an outage`(number: UInt32, code: DatabaseError.Code) {
        let error = DatabaseError.numbered(number, message: "", statement: nil)
        #expect(error.code == code)
        #expect(error.isOutage)
    }

    @Test(arguments: [1062, 1064, 1452, 1406, 1142] as [UInt32])
    func `errors of a statement or a value are not outages`(number: UInt32) {
        #expect(!DatabaseError.numbered(number, message: "", statement: nil).isOutage)
    }

    @Test func `a host that does not serve is tried last for a while`() {
        let outage = Outage()
        #expect(outage.order(of: 3) == [0, 1, 2])
        outage.avoid(0)
        #expect(outage.order(of: 3) == [1, 2, 0])
        outage.avoid(1)
        #expect(outage.order(of: 3) == [2, 0, 1])
    }

    @Test func `a refusal for lack of room is remembered by all connections of a process`() throws {
        let options = try ScratchDatabase.server()
        try Connection(options).checkServing()
        options.outage.noteRefusal()
        let error = #expect(throws: DatabaseError.self) { try Connection(options).checkServing() }
        #expect(error?.code == .lackingResources)
    }

    @Test func `a table that is not there is no lack of room`() throws {
        let database = try ScratchDatabase()
        let connection = database.connection()
        let error = #expect(throws: DatabaseError.self) { try connection.execute("DELETE FROM no_such_table") }
        #expect(error?.code == .lackingResources)
        try connection.checkServing()
    }
}
