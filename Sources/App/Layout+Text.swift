import Frame
package import Routing

extension Layout {
    /// For the shell: a line `pool NAME GROUPS` for each pool, `user NAME` for each database user.
    package func shellText(_ kind: Kind) -> String {
        let lines =
            pools(kind).map { "pool \($0.name) \($0.groups.joined(separator: ","))" } + parts.map { "user \($0.name)" }
        return lines.map { $0 + "\n" }.joined()
    }

    /// For programs: the pools of each kind, the users, the operations.
    package var json: JSON {
        let kinds = Kind.allCases.map { kind in
            let pools = pools(kind).map { ($0.name, JSON.array($0.groups.map(JSON.string))) }
            return (kind.rawValue, JSON.object(Members(pools, uniquingKeysWith: { $1 })))
        }
        let operations = operations.map { operation in
            JSON.object([
                "method": .string(operation.method), "address": .string(operation.address),
                "pool": .string(operation.pool), "rate": .string(operation.rate.rawValue),
            ])
        }
        return .object([
            "pools": .object(Members(kinds, uniquingKeysWith: { $1 })),
            "users": .array(parts.map { .string($0.name) }), "operations": .array(operations),
        ])
    }

    /// For nginx: the maps of the `http` level, a line of three hyphens, the locations of the server.
    package func nginxText(_ kind: Kind) -> String {
        let maps = (kind == .split ? [poolMap] : []) + [rateMap]
        return maps.joined() + "---\n" + signInLocations
    }

    /// The map from an address to its pool, for what no location of its own names a pool for: the few addresses that another pool serves
    /// than their neighbours, then whole resources.
    private var poolMap: String {
        let parts = pools(.split).map(\.name).filter { $0 != Self.intake }
        let owners = owners(among: parts)
        var lines = ["default guiche_\(Self.general);"]
        for part in parts {
            let alone = operations.filter { $0.pool == part && owners[Self.resource(of: $0)] != part }
            if let pattern = Self.pattern(of: alone) { lines.append("\"~^\(pattern)/?$\" guiche_\(part);") }
        }
        for part in parts where part != Self.general {
            let resources = owners.filter { $0.value == part }.map(\.key).sorted()
            guard !resources.isEmpty else { continue }
            lines.append("\"~^(?:\(resources.joined(separator: "|")))(?:/|$)\" guiche_\(part);")
        }
        return Self.map("$uri $guiche_pool", lines)
    }

    /// The pool of most operations of each resource.
    private func owners(among parts: [String]) -> [String: String] {
        let resources = Dictionary(grouping: operations.filter { parts.contains($0.pool) }, by: Self.resource)
        return resources.compactMapValues { operations in
            parts.max { a, b in
                operations.count { $0.pool == a } < operations.count { $0.pool == b }
            }
        }
    }

    /// The beginning of an address that all operations of one kind of thing share.
    private static func resource(of operation: Operation) -> String {
        let segments = operation.address.split(separator: "/")
        let base = segments.prefix(2) == ["api", "v1"] ? 2 : segments.first == "api" ? 1 : 0
        return segments.prefix(base + 1).map { "/\($0)" }.joined()
    }

    /// The map from method and address to the limit that refused a request.
    private var rateMap: String {
        var lines = ["default \(RateClass.api.rawValue);"]
        for rate in [RateClass.intake, .login] {
            for method in Set(operations.filter { $0.rate == rate }.map(\.method)).sorted() {
                let limited = operations.filter { $0.rate == rate && $0.method == method }
                if let pattern = Self.pattern(of: limited) {
                    lines.append("\"~^\(method) \(pattern)/?$\" \(rate.rawValue);")
                }
            }
        }
        return Self.map("\"$guiche_method $guiche_path\" $guiche_rate", lines)
    }

    /// The locations with the limit of sign-ins, with and without a slash at the end. Each address is whole: an expression would be tried
    /// for every other request too.
    private var signInLocations: String {
        let addresses = operations.filter { $0.rate == .login }.map(\.address)
        precondition(!addresses.contains { $0.contains("{") }, "a sign-in has no parameter in its address")
        return addresses.flatMap { [$0, $0 + "/"] }
            .map { "location = \($0) { include @NGINX@/login.conf; }\n" }.joined()
    }

    private static func pattern(of operations: [Operation]) -> String? {
        var patterns: [String] = []
        for operation in operations where !patterns.contains(operation.pattern) { patterns.append(operation.pattern) }
        return patterns.isEmpty ? nil : "(?:\(patterns.joined(separator: "|")))"
    }

    private static func map(_ variables: String, _ lines: [String]) -> String {
        "map \(variables) {\n" + lines.map { "    \($0)\n" }.joined() + "}\n"
    }
}
