import Testing

@testable import Frame

struct GrantsTests {
    private let tables = [
        Grants.Table("leads", ["leads": "SELECT"]), Grants.Table("transactions", ["crm": "SELECT, INSERT"]),
    ]

    @Test func `a script creates the user and replaces its rights`() throws {
        let script = try #require(
            GrantScript(userPrefix: "desk_", host: "10.0.0.%", database: "front_desk", tables: tables))
        let lines = script.statements(for: "crm", of: "guiche-responder --serve crm", password: "secret")
        #expect(lines[0] == "-- guiche-responder --serve crm")
        #expect(lines[1] == "CREATE USER IF NOT EXISTS 'desk_crm'@'10.0.0.%' IDENTIFIED BY 'secret';")
        #expect(lines[2] == "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'desk_crm'@'10.0.0.%';")
        #expect(lines.contains("GRANT SELECT, INSERT ON `front_desk`.`transactions` TO 'desk_crm'@'10.0.0.%';"))
        #expect(!lines.contains { $0.contains("`leads`") })
        #expect(
            !script.statements(for: "crm", of: "guiche-responder --serve crm", password: nil).contains {
                $0.hasPrefix("CREATE USER")
            })
    }

    @Test func `a table gives each pool what it gives to all, unless it names the pool`() {
        let table = Grants.Table("users", eachPool: "SELECT", ["accounts": "SELECT, INSERT", .worker: "DELETE"])
        #expect(table.rights(of: "accounts") == "SELECT, INSERT")
        #expect(table.rights(of: "billing") == "SELECT")
        #expect(table.rights(of: .worker) == "DELETE")
        #expect(table.rights(of: .admin) == nil)
        #expect(Grants.Table("jobs", [.worker: "DELETE"]).rights(of: "billing") == nil)
    }

    @Test func `the administrator's right is on one database, whatever its name`() throws {
        let script = try #require(
            GrantScript(userPrefix: "", host: "localhost", database: "front_desk", tables: tables))
        #expect(
            script.statements(for: .admin, of: "guichectl", password: nil).last
                == #"GRANT ALL PRIVILEGES ON `front\_desk`.* TO 'admin'@'localhost';"#)
    }

    @Test(arguments: [
        ("a'b", "localhost", "guiche"), ("", "lo'cal", "guiche"), ("", "localhost", "gui`che"), ("", "", "guiche"),
        ("", "localhost", ""), ("a\\", "localhost", "guiche"),
    ])
    func `names that could leave their quotes are refused`(prefix: String, host: String, database: String) {
        #expect(GrantScript(userPrefix: prefix, host: host, database: database, tables: tables) == nil)
    }
}
