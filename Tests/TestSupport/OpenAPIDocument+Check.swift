public import Routing

extension OpenAPIDocument {
    /// What makes the document unsound, one line a fault: a reference to nothing, an operation's name that is there twice, a value in
    /// braces that no parameter declares or the reverse.
    public var faults: [String] {
        var found: [String] = []
        var references: Set<String> = []
        Self.collect(&references, in: json)
        for reference in references.sorted() where Self.target(of: reference, in: json) == nil {
            found.append("\(reference): leads nowhere")
        }
        var operations: Set<String> = []
        guard case .object(let paths)? = json["paths"] else { return found + ["no paths"] }
        for (path, methods) in paths {
            guard case .object(let members) = methods else { continue }
            for (method, operation) in members {
                let name = operation["operationId"] ?? nil
                if !operations.insert("\(name)").inserted {
                    found.append("\(method) \(path): operationId stands twice")
                }
                let inBraces = Set(
                    path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() })
                let declared = Self.pathParameters(of: operation)
                if inBraces != Set(declared.map { $0[...] }) {
                    found.append("\(method) \(path): path parameters \(declared)")
                }
            }
        }
        return found
    }

    /// What a reference leads to; anything else is itself.
    public func resolved(_ value: JSON) -> JSON {
        guard case .string(let reference)? = value["$ref"] else { return value }
        return Self.target(of: reference, in: json) ?? value
    }

    private static func pathParameters(of operation: JSON) -> [String] {
        guard case .array(let parameters)? = operation["parameters"] else { return [] }
        return parameters.compactMap { parameter in
            guard parameter["in"] == "path", parameter["required"] == true, case .string(let name)? = parameter["name"]
            else { return nil }
            return name
        }
    }

    private static func collect(_ references: inout Set<String>, in json: JSON) {
        switch json {
        case .object(let members):
            if case .string(let reference)? = members["$ref"] { references.insert(reference) }
            for member in members.values { collect(&references, in: member) }
        case .array(let elements): for element in elements { collect(&references, in: element) }
        default: break
        }
    }

    private static func target(of reference: String, in json: JSON) -> JSON? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(json as JSON?) { $0?[String($1)] }
    }
}
