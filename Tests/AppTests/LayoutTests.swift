import App
import Foundation
import Frame
import Routing
import Serving
import TestSupport
import Testing

@Suite struct LayoutTests {
    private let layout = Layout.product

    /// The lines of a map of nginx's, and what an address is mapped to by them: the first expression that matches.
    private struct NginxMap {
        private var entries: [(expression: Regex<AnyRegexOutput>, value: String)] = []
        private var fallback = ""

        init(_ name: String, in text: String) throws {
            let body = try #require(
                text.split(separator: "map ").first { $0.prefix { $0 != "{" }.contains("$\(name) ") })
            for line in body.split(separator: "\n").dropFirst() {
                guard line.hasPrefix("    "), let space = line.lastIndex(of: " ") else { continue }
                let value = String(line[line.index(after: space)...].dropLast())
                let source = line[..<space].trimmingCharacters(in: .whitespaces)
                if source == "default" {
                    fallback = value
                } else {
                    entries.append((try Regex(String(source.dropFirst(2).dropLast())), value))
                }
            }
        }

        func value(of text: String) -> String {
            entries.first { text.firstMatch(of: $0.expression) != nil }?.value ?? fallback
        }
    }

    private func sample(_ address: String) -> String {
        address.split(separator: "/").map { $0.hasPrefix("{") ? "/01890a5d-ac96-774b" : "/\($0)" }.joined()
    }

    @Test func `every group is served once in each layout, and each pool has a program and a user`() {
        let names = Domains.groups.map(\.name).sorted()
        for kind in Layout.Kind.allCases { #expect(layout.pools(kind).flatMap(\.groups).sorted() == names) }
        #expect(layout.pools(.joint).map(\.name) == ["intake", "staff"])
        for pool in layout.pools(.split) {
            let program = layout.program(of: Grants.Part(pool.name))
            #expect(program == "guiche-responder --serve \(pool.groups.joined(separator: ","))")
        }
        #expect(
            layout.parts.map(\.name) == ["intake", "accounts", "leads", "crm", "messaging", "worker", "admin"])
        #expect([.worker, .admin].map(layout.program) == ["guiche-worker", "guichectl"])
    }

    @Test func `a domain with a pool of its own has a user, its program and the rights of each pool`() {
        let wider = Layout(of: Domains.groups + [RouteGroup<Context>("billing", bases: ["/api/v1"], [])])
        #expect(wider.parts == Array(layout.parts.dropLast(2)) + ["billing", .worker, .admin])
        #expect(wider.program(of: "billing") == "guiche-responder --serve billing")
        let readable = Domains.tables.filter { $0.rights(of: "billing") != nil }.map(\.name).sorted()
        #expect(
            readable == ["audit_events", "config_sections", "schema_migrations", "sessions", "user_sightings", "users"])
    }

    @Test func `nginx passes every address to the pool that serves it`() throws {
        let map = try NginxMap("guiche_pool", in: layout.nginxText(.split))
        for operation in layout.operations where operation.pool != Layout.intake {
            for slash in ["", "/"] {
                let address = sample(operation.address) + slash
                #expect(map.value(of: address) == "guiche_\(operation.pool)", "\(address)")
            }
        }
        #expect(map.value(of: "/api/v1/leadsx") == "guiche_accounts")
        #expect(!layout.nginxText(.joint).contains("guiche_pool"))
    }

    @Test func `nginx knows the limit of every operation`() throws {
        let text = layout.nginxText(.joint)
        let map = try NginxMap("guiche_rate", in: text)
        let locations = text.split(separator: "\n").filter { $0.hasPrefix("location = ") }
            .map { String($0.split(separator: " ")[2]) }
        for operation in layout.operations {
            for slash in ["", "/"] {
                let address = sample(operation.address) + slash
                #expect(map.value(of: "\(operation.method) \(address)") == operation.rate.rawValue, "\(address)")
                // What is sent by another method has no limit of sign-ins.
                let isLimited = operation.method == "POST" && locations.contains(address)
                #expect(isLimited == (operation.rate == .login), "\(operation.method) \(address)")
            }
        }
        #expect(Set(locations).count == locations.count && locations.contains("/api/v1/auth/password"))
    }

    /// What has a body limit, pool or limit of its own is named in the template by its whole address.
    @Test func `the addresses of nginx's own locations are those of routes`() throws {
        let system: RouteGroup<Context> = systemRoutes()
        let known = Set(layout.operations.map(\.address) + system.addresses.map(\.address))
        let locations = try SourceTree.text(of: "nginx/server.conf")
            .matches(of: #/location = (\S+) \{ include @NGINX@\/(\w+)\.conf; \}/#).filter { $0.2 != "page" }
        var included: [Substring: Set<String>] = [:]
        for location in locations {
            let address = location.1.count > 1 && location.1.hasSuffix("/") ? location.1.dropLast() : location.1
            included[location.2, default: []].insert(String(address))
        }
        for kind in ["leads", "export", "openapi", "health", "metrics", "live"] {
            let addresses = included[kind[...]] ?? []
            #expect(!addresses.isEmpty && addresses.isSubset(of: known), "\(kind): \(addresses)")
        }
        let submissions = Set(layout.operations.filter { $0.rate == .intake }.map(\.address))
        #expect(included["leads"] == submissions.filter { !$0.contains("{") })
        // An address with a parameter has a location below that of its beginning.
        #expect(submissions.filter { $0.contains("{") } == ["/api/v1/forms/{slug}/submissions"])
        let server = try SourceTree.text(of: "nginx/server.conf")
        #expect(server.contains(#"location ~ "/submissions/?$" { include @NGINX@/leads.conf; }"#))
    }

    @Test func `prints a line for each pool and user`() {
        let lines = layout.shellText(.joint).split(separator: "\n")
        #expect(lines.first == "pool intake intake,pages")
        #expect(lines.filter { $0.hasPrefix("user ") }.count == layout.parts.count)
        #expect(lines.allSatisfy { $0.wholeMatch(of: #/pool \w+ [a-z,]+|user \w+/#) != nil })
        #expect(layout.json["pools"]?["split"]?["accounts"] == ["accounts", "dialect", "config", "logo"])
    }
}
