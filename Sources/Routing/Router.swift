public import HTTP

/// Finds the route of a request.
public struct Router<Context: RouteContext>: Sendable {
    /// The match of a method and a path.
    public enum Match {
        /// A route, with the values of its path.
        case route(Route<Context>, segments: [String: String])
        /// A known path without the method.
        case otherMethods([Method])
        /// Nothing.
        case none
    }

    /// A class, so that finding one copies nothing of its route.
    private final class Entry: Sendable {
        let route: Route<Context>
        let names: [String]
        let isServed: Bool

        init(route: Route<Context>, names: [String], isServed: Bool) {
            self.route = route
            self.names = names
            self.isServed = isServed
        }
    }

    private struct Node: Sendable {
        var literals: [ByteText: Node] = [:]
        var parameter: [Node] = []
        var routes: [Method: Entry] = [:]

        /// Adds a route below this node. A target declared twice is a broken invariant of the program.
        mutating func add(_ route: Route<Context>, _ segments: ArraySlice<Substring>, names: [String], isServed: Bool) {
            guard let segment = segments.first else {
                precondition(routes[route.method] == nil, "two routes at \(route.method) \(route.target)")
                routes[route.method] = Entry(route: route, names: names, isServed: isServed)
                return
            }
            let rest = segments.dropFirst()
            if segment.hasPrefix("{") {
                if parameter.isEmpty { parameter = [Node()] }
                let name = String(segment.dropFirst().dropLast())
                parameter[0].add(route, rest, names: names + [name], isServed: isServed)
            } else {
                literals[ByteText(segment), default: Node()].add(route, rest, names: names, isServed: isServed)
            }
        }

        func find(_ segments: ArraySlice<String>, values: [String]) -> (node: Node, values: [String])? {
            guard let segment = segments.first else { return routes.isEmpty ? nil : (self, values) }
            let rest = segments.dropFirst()
            if let found = literals[ByteText(segment)]?.find(rest, values: values) { return found }
            return parameter.first?.find(rest, values: values + [segment])
        }
    }

    private var root = Node()
    /// The routes of paths that are their target, by their prefix the routes whose only parameter is the last segment, and by both
    /// sides of it those whose only parameter is the last segment but one: most requests are found in a look or two.
    private var whole: [ByteText: [Method: Entry]] = [:]
    private var upToLast: [ByteText: [Method: Entry]] = [:]
    private var aroundOne: [ByteText: [ByteText: [Method: Entry]]] = [:]

    /// A router of groups.
    ///
    /// - Parameter served: the names of the groups that this program serves, all of them when nil. The others matter for what a path
    ///   allows, and are not found here.
    public init(_ groups: [RouteGroup<Context>], serving served: Set<String>? = nil) {
        for group in groups {
            for base in group.bases {
                for route in group.routes(below: base) {
                    let isServed = served?.contains(group.name) ?? true
                    let target = base + route.target
                    root.add(route, target.split(separator: "/")[...], names: [], isServed: isServed)
                    index(route, target, isServed: isServed)
                }
            }
        }
    }

    private mutating func index(_ route: Route<Context>, _ target: String, isServed: Bool) {
        guard let slash = target.lastIndex(of: "/") else { return }
        let before = target[..<slash]
        let last = target[target.index(after: slash)...]
        guard !last.isEmpty else { return }
        guard !before.contains("{") else {
            guard !last.hasPrefix("{"), let inner = before.lastIndex(of: "/") else { return }
            let parameter = before[before.index(after: inner)...]
            guard parameter.hasPrefix("{"), !before[..<inner].contains("{") else { return }
            let entry = Entry(route: route, names: [String(parameter.dropFirst().dropLast())], isServed: isServed)
            aroundOne[ByteText(before[..<inner]), default: [:]][ByteText(last), default: [:]][route.method] = entry
            return
        }
        if last.hasPrefix("{") {
            let names = [String(last.dropFirst().dropLast())]
            upToLast[ByteText(before), default: [:]][route.method] = Entry(
                route: route, names: names, isServed: isServed)
        } else {
            whole[ByteText(target), default: [:]][route.method] = Entry(route: route, names: [], isServed: isServed)
        }
    }

    /// The route of a method and a still encoded path; a trailing slash changes nothing, `HEAD` goes where `GET` goes.
    public func match(_ method: Method?, _ path: String) -> Match {
        guard let found = findAtOnce(path) ?? find(path) else { return .none }
        let wanted = method == .head ? .get : method
        if let wanted, let entry = found.routes[wanted] {
            guard entry.isServed else { return .none }
            guard !entry.names.isEmpty else { return .route(entry.route, segments: [:]) }
            return .route(
                entry.route, segments: Dictionary(zip(entry.names, found.values), uniquingKeysWith: { $1 }))
        }
        var methods = Set(found.routes.keys)
        if methods.contains(.get) { methods.insert(.head) }
        methods.insert(.options)
        return .otherMethods(Method.allCases.filter(methods.contains))
    }

    private func findAtOnce(_ path: String) -> (routes: [Method: Entry], values: [String])? {
        let bytes = path.utf8
        guard bytes.count <= Request.targetBytes else { return nil }
        if let routes = whole[ByteText(path)] { return (routes, []) }
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let last = path[bytes.index(after: slash)...]
        guard !last.isEmpty, !last.utf8.contains(UInt8(ascii: "%")) else { return nil }
        if let routes = upToLast[ByteText(path[..<slash])] { return (routes, [String(last)]) }
        guard let inner = path[..<slash].utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        let value = path[bytes.index(after: inner)..<slash]
        guard !value.isEmpty, !value.utf8.contains(UInt8(ascii: "%")),
            let routes = aroundOne[ByteText(path[..<inner])]?[ByteText(last)]
        else {
            return nil
        }
        return (routes, [String(value)])
    }

    private func find(_ path: String) -> (routes: [Method: Entry], values: [String])? {
        guard let segments = Self.segments(of: path), let found = root.find(segments[...], values: []) else {
            return nil
        }
        return (found.node.routes, found.values)
    }

    /// The decoded segments; nil for a path that does not begin with one slash or cannot be decoded.
    private static func segments(of path: String) -> [String]? {
        guard path.utf8.count <= Request.targetBytes, path.hasPrefix("/") else { return nil }
        var pieces = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if pieces.last == "" { pieces.removeLast() }
        var segments: [String] = []
        for piece in pieces {
            guard !piece.isEmpty, let segment = FormText.percentDecoded(piece) else { return nil }
            segments.append(segment)
        }
        return segments
    }
}
