import MariaDB
import TestSupport
import Testing

@testable import Platform

struct GrantsTests {
    @Test func `every table of the schema has its rights declared`() throws {
        let made = try SourceTree.text(of: "schema.sql").matches(of: #/(?m)^CREATE TABLE (\w+)/#).map { String($0.1) }
        #expect(made.count > 20)
        #expect(Set(Grants.tables.map(\.name)) == Set(made))
        #expect(Grants.tables.count == made.count)
    }

    @Test func `rights are actions on a table, some of named columns only`() {
        let form = #/((SELECT|INSERT|UPDATE|DELETE)( \(\w+(, \w+)*\))?(, |$))+/#
        for table in Grants.tables {
            for (part, rights) in table.rights {
                #expect(rights.wholeMatch(of: form) != nil, "\(table.name), \(part)")
                #expect(part != .admin)
            }
        }
    }

    @Test func `only sign-in sees password hashes, only the worker what mails say`() {
        let whole = #/\b(SELECT)\b(?! \()|password_hash|template_values/#
        for (name, part) in [("users", Grants.Part.accounts), ("outbox", .worker)] {
            let readers = Grants.tables.filter { $0.name == name }.flatMap { table in
                table.rights.filter { $0.value.contains(whole) }.map(\.key)
            }
            #expect(readers == [part])
        }
    }

    @Test func `what a creating request was answered is of one pool, and of the sweep but for its words`() {
        let tables = Grants.tables.filter { $0.name.hasPrefix("idempotency_records") }
        #expect(tables.count == IdempotencyTable.allCases.count)
        #expect(Set(IdempotencyTable.allCases.map(\.name.text)) == Set(tables.map(\.name)))
        for table in tables {
            let pools = table.rights.keys.filter { $0 != .worker }
            #expect(pools.map { "idempotency_records_\($0.rawValue)" } == [table.name])
            #expect(table.rights[.worker] == "SELECT (digest, expires_at), DELETE")
        }
    }

    @Test func `a script makes the user and gives it its rights anew`() throws {
        let script = try #require(GrantScript(userPrefix: "desk_", host: "10.0.0.%", database: "front_desk"))
        let lines = script.statements(for: .crm, password: "secret")
        #expect(lines[1] == "CREATE USER IF NOT EXISTS 'desk_crm'@'10.0.0.%' IDENTIFIED BY 'secret';")
        #expect(lines[2] == "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'desk_crm'@'10.0.0.%';")
        #expect(lines.contains("GRANT SELECT, INSERT ON `front_desk`.`transactions` TO 'desk_crm'@'10.0.0.%';"))
        #expect(!lines.contains { $0.contains("`leads`") })
        #expect(!script.statements(for: .crm, password: nil).contains { $0.hasPrefix("CREATE USER") })
    }

    @Test func `the administrator's right is on one database, whatever its name`() throws {
        let script = try #require(GrantScript(userPrefix: "", host: "localhost", database: "front_desk"))
        #expect(
            script.statements(for: .admin, password: nil).last
                == #"GRANT ALL PRIVILEGES ON `front\_desk`.* TO 'admin'@'localhost';"#)
    }

    @Test(arguments: [
        ("a'b", "localhost", "guiche"), ("", "lo'cal", "guiche"), ("", "localhost", "gui`che"), ("", "", "guiche"),
        ("", "localhost", ""), ("a\\", "localhost", "guiche"),
    ])
    func `names that could leave their quotes are refused`(prefix: String, host: String, database: String) {
        #expect(GrantScript(userPrefix: prefix, host: host, database: database) == nil)
    }
}
