package import Routing

/// The faults of the settings of a request, by path.
package struct ConfigFaults {
    /// By which the settings are read.
    let conventions: Conventions
    private var details: Members<[Text]> = [:]
    /// How many were noted.
    private(set) var count = 0

    /// None yet.
    package init(by conventions: Conventions = .none) {
        self.conventions = conventions
    }

    /// Notes a fault of the setting at a path such as `address.state` or `rules[3].points`.
    package mutating func note(_ fault: Fault, at path: String) {
        details[path, default: []].append(fault.text)
        count += 1
    }

    /// Whether one was noted at a path.
    package func has(at path: String) -> Bool { details[path] != nil }

    /// Passes when none was noted.
    ///
    /// - Throws: `APIError.invalid` with all of them.
    package func check() throws(APIError) {
        guard details.isEmpty else { throw .invalid(details) }
    }
}

extension Fault {
    /// There is no setting of that name: nothing is dropped silently. Source: SPEC section 8.
    package static let unknownSetting = Fault("This setting does not exist.", pt: "Esta configuração não existe.")
}

extension ConfigShape {
    /// The value to store for a sent one; nil for none. Faults are noted.
    ///
    /// - Parameters:
    ///   - given: what was sent; nil when the setting was left out.
    ///   - stored: what is stored so far.
    ///   - merging: whether what is left out stays, also within objects; else it goes.
    func applied(
        _ given: JSON?, to stored: JSON?, merging: Bool, at path: String, _ faults: inout ConfigFaults
    ) -> JSON? {
        guard let given else { return merging ? stored : nil }
        guard !given.isNull, given != "" else { return nil }
        switch self {
        case .value(let rule):
            return read(given, by: rule, at: path, &faults)
        case .secret(let rule):
            if given == Self.mask { return stored }
            return read(given, by: rule, at: path, &faults).map { .object([Self.unsealed: .string($0)]) }
        case .object(let members):
            return Self.applied(given, to: stored, merging: merging, members, at: path, &faults)
        case .selection(let members, let others):
            let further = others?.members(of: merging ? stored : nil, given) ?? []
            return Self.applied(given, to: stored, merging: merging, members + further, at: path, &faults)
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
                    let known = faults.count
                    let element = element.applied(value, to: nil, merging: false, at: place, &faults)
                    if element == nil, faults.count == known { faults.note(.missing, at: place) }
                    return element
                })
        }
    }

    private static func applied(
        _ given: JSON, to stored: JSON?, merging: Bool, _ members: [ConfigMember], at path: String,
        _ faults: inout ConfigFaults
    ) -> JSON? {
        guard case .object(let named) = given else {
            faults.note(.wrongType("a JSON object", pt: "um objeto JSON"), at: path)
            return nil
        }
        return applied(named, to: stored, merging: merging, members, at: path, &faults)
    }

    /// The same for the members of an object or section.
    static func applied(
        _ given: Members<JSON>, to stored: JSON?, merging: Bool, _ members: [ConfigMember], at path: String,
        _ faults: inout ConfigFaults
    ) -> JSON {
        func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        let known = Members(members.map { ($0.name, true) }, uniquingKeysWith: { $1 })
        for name in given.keys where known[name] == nil { faults.note(.unknownSetting, at: place(name)) }
        var result: Members<JSON> = [:]
        for member in members {
            let place = place(member.name)
            let faultsBefore = faults.count
            let value = member.shape.applied(
                given[member.name], to: stored?[member.name], merging: merging, at: place, &faults)
            if member.isRequired, value == nil, faults.count == faultsBefore { faults.note(.missing, at: place) }
            result[member.name] = value
        }
        return .object(result)
    }

    private func read<Value>(
        _ given: JSON, by rule: Rule<Value>, at path: String, _ faults: inout ConfigFaults
    ) -> Value? {
        do throws(Fault) {
            return try rule.read(.json(given), by: faults.conventions)
        } catch .missing {
            return nil
        } catch {
            faults.note(error, at: path)
            return nil
        }
    }
}
