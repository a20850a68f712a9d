import Accounts
package import Frame
import Leads
package import Routing

/// What nginx and the scripts need to know of the product, derived from the route tables.
package struct Layout: Sendable {
    /// How route groups are divided among pools.
    package enum Kind: String, CaseIterable, Sendable {
        /// The public intake, and one pool for everything else.
        case joint
        /// A pool for each part of the service.
        case split
    }

    /// The processes that serve some route groups.
    package struct Pool: Sendable, Equatable {
        /// Its name, also that of its socket and upstream.
        package let name: String
        /// The names of its groups, as `--serve` takes them.
        package let groups: [String]
    }

    /// An operation as clients reach it.
    package struct Operation: Sendable, Equatable {
        /// The method.
        package let method: String
        /// The whole path; `{name}` is one segment.
        package let address: String
        /// The pool that serves it where each part has one.
        package let pool: String
        /// The limit by client address.
        package let rate: RateClass

        /// The expression of its address, without anchors.
        var pattern: String {
            address.split(separator: "/").map { segment in
                segment.hasPrefix("{") ? "/[^/]+" : "/\(segment.replacing(".", with: #"\."#))"
            }.joined()
        }
    }

    /// The operations of all groups, in the order of the tables.
    package let operations: [Operation]
    private let groups: [(name: String, pool: String)]

    /// The pool that takes what the public sends: nginx selects it by method and address, so that no other load delays it.
    package static let intake = intakeRoutes.pool

    /// The pool of every address that no operation has.
    package static let general = accountRoutes.pool

    /// The layout of the product.
    package static let product = Layout(of: Domains.groups)

    /// The layout of some groups.
    package init(of groups: [RouteGroup<Context>]) {
        self.groups = groups.map { ($0.name, $0.pool) }
        operations = groups.flatMap { group in
            group.addresses.map { method, address, rate in
                Operation(method: method, address: address, pool: group.pool, rate: rate)
            }
        }
    }

    /// The parts of the service with a database user: its pools, the worker, and administration.
    package var parts: [Grants.Part] { pools(.split).map { Grants.Part($0.name) } + [.worker, .admin] }

    /// The command line of the program that works with the rights of a part.
    package func program(of part: Grants.Part) -> String {
        switch part {
        case .worker: "guiche-worker"
        case .admin: "guichectl"
        default: "guiche-responder --serve \(groups(of: part.name).joined(separator: ","))"
        }
    }

    /// The names of the groups that a pool serves where each part has one.
    private func groups(of pool: String) -> [String] { groups.filter { $0.pool == pool }.map(\.name) }

    /// The pools: the intake, that of all other addresses, then those of the other domains.
    package func pools(_ kind: Kind) -> [Pool] {
        var names: [String] = []
        for name in [Self.intake, Self.general] + groups.map(\.pool) where !names.contains(name) { names.append(name) }
        let parts = names.map { Pool(name: $0, groups: groups(of: $0)) }.filter { !$0.groups.isEmpty }
        switch kind {
        case .split: return parts
        case .joint:
            let others = parts.filter { $0.name != Self.intake }
            return parts.filter { $0.name == Self.intake }
                + [Pool(name: "staff", groups: others.flatMap(\.groups))]
        }
    }
}
