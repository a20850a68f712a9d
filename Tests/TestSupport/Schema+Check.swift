import FoundationEssentials
public import Routing

extension Schema {
    /// What an encoded value breaks of this shape, one line a fault; a member that the shape does not name is one, and so
    /// is another order than the declared one.
    public func faults(of value: some Encodable) throws -> [String] {
        let json = try JSONText.parse(try JSONText.bytes(of: value))
        var named: Members<JSON> = [:]
        for part in [self] + parts { if let name = part.name { named[name] = part.definition } }
        return Self.faults(of: json, definition: definition, at: "value", named)
    }

    private static func faults(of json: JSON, definition: JSON, at place: String, _ named: Members<JSON>) -> [String] {
        if case .string(let reference)? = definition["$ref"] {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            guard let target = named[name] else { return ["\(place): unknown shape \(name)"] }
            return faults(of: json, definition: target, at: place, named)
        }
        if case .array(let choices)? = definition["anyOf"] {
            let all = choices.map { faults(of: json, definition: $0, at: place, named) }
            return all.contains(where: \.isEmpty) ? [] : all.flatMap { $0 }
        }
        if case .array(let values)? = definition["enum"], !values.contains(json) { return ["\(place): not in enum"] }
        if let constant = definition["const"], constant != json { return ["\(place): not the constant"] }
        switch (definition["type"], json) {
        case (nil, _), ("string", .string), ("boolean", .boolean), ("null", .null), ("integer", .number),
            ("number", .number):
            return []
        case ("array", .array(let elements)):
            return elements.enumerated().flatMap {
                faults(of: $1, definition: definition["items"] ?? [:], at: "\(place)[\($0)]", named)
            }
        case ("object", .object(let members)):
            return objectFaults(of: members, definition: definition, at: place, named)
        default: return ["\(place): wrong type"]
        }
    }

    private static func objectFaults(
        of members: Members<JSON>, definition: JSON, at place: String, _ named: Members<JSON>
    ) -> [String] {
        var found: [String] = []
        if case .array(let required)? = definition["required"] {
            for case .string(let name) in required where members[name] == nil {
                found.append("\(place).\(name): missing")
            }
        }
        for (name, value) in members {
            let ofPattern = definition["patternProperties"]?.members.first { pattern, _ in
                (try? Regex(pattern)).map { name.contains($0) } == true
            }?.value
            guard let shape = definition["properties"]?[name] ?? ofPattern ?? definition["additionalProperties"] else {
                found.append("\(place).\(name): not declared")
                continue
            }
            found += faults(of: value, definition: shape, at: "\(place).\(name)", named)
        }
        // Source: SPEC section 21, the order of declaration.
        if case .object(let properties)? = definition["properties"] {
            let declared = properties.keys.filter { members[$0] != nil }
            let written = members.keys.filter { properties[$0] != nil }
            if declared != written { found.append("\(place): not in the order of declaration: \(written)") }
        }
        return found
    }
}
