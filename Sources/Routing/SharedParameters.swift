/// The parameters of headers and queries that more than one operation takes: the document lists each once.
///
/// Source: OpenAPI 3.1.0 §4.8.7, Components Object.
struct SharedParameters {
    private var definitions: Members<JSON> = [:]
    private var uses: Members<Int> = [:]

    /// Those among the parameters of all operations.
    init(among parameters: some Sequence<JSON>) {
        for parameter in parameters {
            guard let key = Self.key(of: parameter) else { continue }
            if definitions[key] == nil { definitions[key] = parameter }
            if definitions[key] == parameter { uses[key, default: 0] += 1 }
        }
    }

    /// The parameters under their names in the document.
    var components: Members<JSON> {
        Members(definitions.filter { isShared($0.key) }.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// A parameter where an operation takes it.
    func use(of parameter: JSON) -> JSON {
        guard let key = Self.key(of: parameter), isShared(key), definitions[key] == parameter else { return parameter }
        return ["$ref": .string("#/components/parameters/\(key)")]
    }

    private func isShared(_ key: String) -> Bool { uses[key, default: 0] > 1 }

    /// Its name in the characters that a component's may have; of a path each operation says what it takes.
    private static func key(of parameter: JSON) -> String? {
        guard case .string(let name)? = parameter["name"], parameter["in"] != "path" else { return nil }
        return name.hasSuffix("[]") ? "\(name.dropLast(2)).list" : name
    }
}
