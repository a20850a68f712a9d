import HTTP
import Routing
import Testing

@Suite struct RouterTests {
    private let router = Router([sampleRoutes])

    /// Where a request leads: the operation and the values of its path, or the other methods, or nothing.
    private func match(_ method: HTTP.Method?, _ path: String) -> String {
        switch router.match(method, path) {
        case .route(let route, let segments):
            ([route.operation] + segments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
                .joined(separator: " ")
        case .otherMethods(let methods): methods.map(\.rawValue).joined(separator: ",")
        case .none: "none"
        }
    }

    @Test(arguments: [
        ("/api/v1/things", "listThings"), ("/api/v1/things/7", "getThing id=7"),
        ("/api/v1/things/special", "getSpecial"), ("/api/v1/things/7/parts/8", "getPart id=7 part=8"),
        ("/api/things/7", "getThing id=7"),
    ])
    func `finds a route and the values of its path, below each base`(path: String, found: String) {
        #expect(match(.get, path) == found)
    }

    @Test func `a canonical-only route is below the first base alone`() {
        let things = Route<SampleContext>(.get, "/things", "listThings", .toAnyone, "Lists.", list)
        let kinds = Route<SampleContext>(.get, "/kinds", "listKinds", .toAnyone, "Kinds.", list)
        let group = RouteGroup("kinds", bases: ["/api/v1", "/api"], [things], canonical: [kinds])
        #expect(group.routes.map(\.operation) == ["listThings", "listKinds"])
        let router = Router([group])
        for (path, isFound) in [
            ("/api/v1/things", true), ("/api/things", true), ("/api/v1/kinds", true), ("/api/kinds", false),
        ] {
            if case .route = router.match(.get, path) { #expect(isFound) } else { #expect(!isFound) }
        }
    }

    @Test(arguments: [
        ("/api/v1/things/7/name", "nameThing id=7"), ("/api/things/special/name", "nameThing id=special"),
        ("/api/v1/things/a%2Fb/name", "nameThing id=a/b"), ("/api/v1/things/7/%6Eame", "nameThing id=7"),
        ("/api/v1/things/a+b/name", "nameThing id=a+b"), ("/api/v1/things//name", "none"),
        ("/api/v1/things/7/other", "none"), ("/api/v1/other/7/name", "none"), ("/api/v1/things/%/name", "none"),
    ])
    func `a value may be the segment before the last`(path: String, found: String) {
        #expect(match(.put, path) == found)
        #expect(match(.put, path + "/") == found)
    }

    @Test(arguments: [
        "/api/v1/things", "/api/v1/things/7", "/api/v1/things/special", "/api/v1/things/7/parts/8",
        "/api/v1/things/7/name",
    ])
    func `a trailing slash changes nothing`(path: String) {
        #expect(match(.get, path + "/") == match(.get, path))
        #expect(match(.get, path + "//") == "none")
    }

    @Test func `HEAD goes where GET goes`() {
        #expect(match(.head, "/api/v1/things/7") == "getThing id=7")
        #expect(match(.head, "/api/v1/things/7/name") == "PUT,OPTIONS")
    }

    @Test(arguments: [HTTP.Method.patch, .options, nil])
    func `names the other methods of a known path in a fixed order`(method: HTTP.Method?) {
        #expect(match(method, "/api/v1/things") == "GET,HEAD,POST,OPTIONS")
        #expect(match(method, "/api/v1/things/7") == "GET,HEAD,DELETE,OPTIONS")
    }

    @Test(arguments: [
        ("/api/v1/things/a%2Fb", "getThing id=a/b"), ("/api/v1/things/%C3%A9", "getThing id=é"),
        ("/api/v1/%74hings", "listThings"), ("/api/v1/things/a+b", "getThing id=a+b"),
        ("/api/v1/things/a%2Fparts%2Fb", "getThing id=a/parts/b"), ("/api/v1/things/%2e%2e", "getThing id=.."),
    ])
    func `a segment is decoded after the path is split`(path: String, found: String) {
        #expect(match(.get, path) == found)
    }

    @Test(arguments: [
        "", "things", "/", "//api/v1/things", "/api//v1/things", "/api/v1", "/api/v1/things/7/parts",
        "/api/v1/things/7/8", "/API/v1/things", "/api/v1/things/%", "/api/v1/things/%4", "/api/v1/things/%zz",
        "/api/v1/things/%FF", "/api/v2/things", "/api/v1/things/../things/7/x",
    ])
    func `an unknown path matches nothing`(path: String) {
        #expect(match(.get, path) == "none")
    }

    @Test func `an unserved group is 404, and its methods are still allowed ones`() {
        let others = RouteGroup<SampleContext>(
            "others", bases: ["/api/v1"], [Route(.put, "/things", "putThings", .toAnyone, "Puts.", list)])
        let router = Router([sampleRoutes, others], serving: ["sample"])
        guard case .none = router.match(.put, "/api/v1/things"),
            case .route = router.match(.get, "/api/v1/things"),
            case .otherMethods(let methods) = router.match(.delete, "/api/v1/things")
        else {
            Issue.record("led elsewhere")
            return
        }
        #expect(methods == [.get, .head, .post, .put, .options])
    }

    @Test func `a target that is too long leads nowhere`() {
        let base = "/api/v1/things/"
        let room = Request.targetBytes - base.utf8.count
        #expect(match(.get, base + String(repeating: "x", count: room)).hasPrefix("getThing"))
        #expect(match(.get, base + String(repeating: "x", count: room + 1)) == "none")
    }
}
