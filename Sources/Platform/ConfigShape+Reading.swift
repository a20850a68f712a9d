package import Routing

/// What is wrong with the settings of a request, by the path of each.
package struct ConfigFaults {
    private var details: [String: [Text]] = [:]

    /// None yet.
    package init() {}

    /// Notes a fault of the setting at a path such as `address.state` or `rules[3].points`.
    package mutating func note(_ fault: Fault, at path: String) { details[path, default: []].append(fault.text) }

    /// Passes when none was noted.
    ///
    /// - Throws: `APIError.invalid` with all of them.
    package func check() throws(APIError) {
        guard details.isEmpty else { throw .invalid(details) }
    }
}

extension ConfigShape {
    /// What is to be stored once something was sent; nil for nothing. Faults are noted.
    ///
    /// - Parameters:
    ///   - given: what was sent; nil when the setting was left out.
    ///   - stored: what is stored so far.
    ///   - merging: whether what is left out stays, also within objects; else it goes.
    func applied(
        _ given: JSON?, to stored: JSON?, merging: Bool, at path: String, _ faults: inout ConfigFaults
    ) -> JSON? {
        guard let given else { return merging ? stored : nil }
        guard !given.isNull else { return nil }
        switch self {
        case .value(let rule):
            return read(given, by: rule, at: path, &faults)
        case .secret(let rule):
            if given == Self.mask { return stored }
            if given == "" { return nil }
            return read(given, by: rule, at: path, &faults).map { .object([Self.unsealed: .string($0)]) }
        case .object(let members):
            guard case .object(let named) = given else {
                faults.note(.wrongType("a JSON object", pt: "um objeto JSON"), at: path)
                return nil
            }
            return Self.applied(named, to: stored, merging: merging, members, at: path, &faults)
        case .list(let element, let limit):
            guard case .array(let values) = given, values.count <= limit else {
                faults.note(
                    .wrongType("a list of at most \(limit) values", pt: "uma lista de no máximo \(limit) valores"),
                    at: path)
                return nil
            }
            return .array(
                values.enumerated().compactMap { index, value in
                    let place = "\(path)[\(index)]"
                    if value.isNull { faults.note(.missing, at: place) }
                    return element.applied(value, to: nil, merging: false, at: place, &faults)
                })
        }
    }

    /// The same for the members of an object or section.
    static func applied(
        _ given: [String: JSON], to stored: JSON?, merging: Bool, _ members: [ConfigMember], at path: String,
        _ faults: inout ConfigFaults
    ) -> JSON {
        var result: [String: JSON] = [:]
        for member in members {
            let place = path.isEmpty ? member.name : "\(path).\(member.name)"
            let said = given[member.name]
            if member.isRequired, said == nil || said == .null { faults.note(.missing, at: place) }
            result[member.name] = member.shape.applied(
                said, to: stored?[member.name], merging: merging, at: place, &faults)
        }
        return .object(result)
    }

    private func read<Value>(
        _ given: JSON, by rule: Rule<Value>, at path: String, _ faults: inout ConfigFaults
    ) -> Value? {
        do throws(Fault) {
            return try rule.read(.json(given))
        } catch {
            faults.note(error, at: path)
            return nil
        }
    }
}
