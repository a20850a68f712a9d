import Accounts
import Frame
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
    package static let intake = "intake"

    /// The layout of the product.
    package static let product = Layout(of: Domains.groups)

    /// The layout of some groups.
    init(of groups: [RouteGroup<Context>]) {
        self.groups = groups.map { ($0.name, $0.pool) }
        operations = groups.flatMap { group in
            group.addresses.map { method, address, rate in
                Operation(method: method, address: address, pool: group.pool, rate: rate)
            }
        }
    }

    /// The database users: one for each part of the service.
    package static var users: [String] { Grants.Part.allCases.map(\.rawValue) }

    /// The pools in the order of the parts.
    package func pools(_ kind: Kind) -> [Pool] {
        let parts = Grants.Part.allCases.map { part in
            Pool(name: part.rawValue, groups: groups.filter { $0.pool == part.rawValue }.map(\.name))
        }.filter { !$0.groups.isEmpty }
        switch kind {
        case .split: return parts
        case .joint:
            let others = parts.filter { $0.name != Self.intake }
            return parts.filter { $0.name == Self.intake }
                + [Pool(name: "staff", groups: others.flatMap(\.groups))]
        }
    }
}
