@testable import MariaDB
import Testing

struct ConnectionOptionsTests {
    @Test func `reads every part of an address`() throws {
        let options = try ConnectionOptions(
            url: "mariadb://gui%63he:p%40s%3As@h1:3307,[::1]:3308,h3/leads?ssl_ca=/etc/ca.pem&socket=/run/a%20b.sock")
        #expect(options.user == "guiche")
        #expect(options.password == "p@s:s")
        #expect(options.hosts.map(\.name) == ["h1", "::1", "h3"])
        #expect(options.hosts.map(\.port) == [3307, 3308, 3306])
        #expect(options.database == "leads")
        #expect(options.certificateAuthorityPath == "/etc/ca.pem")
        #expect(options.socketPath == "/run/a b.sock")
    }

    @Test func `a socket needs no host`() throws {
        let options = try ConnectionOptions(url: "mariadb:///leads?socket=/run/s.sock")
        #expect(options.hosts.isEmpty)
        #expect(options.user == "")
    }

    @Test(arguments: [
        ("postgres://h/db", ConnectionOptionsError.scheme),
        ("mariadb://u:%zz@h/db", .escape),
        ("mariadb://u:%+1@h/db", .escape),
        ("mariadb://u:%00@h/db", .escape),
        ("mariadb://u:%ff@h/db", .escape),
        ("mariadb:///db", .host),
        ("mariadb://h1,,h2/db", .host),
        ("mariadb://h:0/db", .port),
        ("mariadb://h:65536/db", .port),
        ("mariadb://h:x/db", .port),
        ("mariadb://h/a/b", .database),
        ("mariadb://h/db?charset=latin1", .parameter("charset")),
        ("mariadb://h/db?socket=", .parameter("socket")),
        ("mariadb://h/db?socket=/a&socket=/b", .parameter("socket")),
    ])
    func `names the part of an address that is wrong`(url: String, fault: ConnectionOptionsError) {
        #expect(throws: fault) { try ConnectionOptions(url: url) }
    }

    @Test func `no fault repeats the password`() {
        #expect(throws: ConnectionOptionsError.self) { try ConnectionOptions(url: "mariadb://u:geheim@h:x/db") }
        #expect(!"\(ConnectionOptionsError.port)".contains("geheim"))
    }
}
