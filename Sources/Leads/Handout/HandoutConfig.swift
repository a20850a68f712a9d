import Accounts
package import Environment
import Frame
package import MariaDB
package import Routing
package import StoredSettings
import Values

/// The rules of the hand-out, as the business sets them.
///
/// Source: SPEC section 16, "Assignment"; section 8.
package enum HandoutConfig: ConfigSection {
    /// The most rules.
    static let limit = 100
    /// The most users of a rule.
    static let users = 100
    /// The most values of a condition.
    static let values = 50

    package static let name = "handout"
    package static let title = "Handout"
    package static let members = [
        ConfigMember(
            "rules",
            .list(
                .object([
                    ConfigMember("name", .text(.line(1...60)), isRequired: true),
                    ConfigMember(
                        "when",
                        .selection(
                            HandoutField.all.map { ConfigMember($0.name, .oneOrMore($0.rule)) },
                            others: NamedSettings(
                                pattern: CustomField.namePattern, .oneOrMore(HandoutField.ownValue)
                            ) { CustomField.key(named: $0) != nil }),
                        default: [:]),
                    ConfigMember(
                        "to", .list(.value(Rule<User.ID>.identifier()) { .string($0.text) }, limit: users),
                        isRequired: true),
                    ConfigMember("how", .oneOf(HandoutRule.How.self), default: .string(standard.rawValue)),
                ]), limit: limit), default: [])
    ]

    /// How a rule chooses that does not say how.
    static let standard = HandoutRule.How.roundRobin

    /// Names are the rules' own, and each rule names someone, once.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {
        let rules = values["rules"]?.elements ?? []
        for (index, rule) in rules.enumerated() {
            let place = "\(path)rules[\(index)]"
            if let name = rule["name"], rules[..<index].contains(where: { $0["name"] == name }) {
                faults.note(.otherRule, at: "\(place).name")
            }
            guard let users = rule["to"]?.elements else { continue }
            // Users that break their rule are left out.
            if users.isEmpty, !faults.has(at: "\(place).to[0]") { faults.note(.missing, at: "\(place).to") }
            for (number, user) in users.enumerated() where users[..<number].contains(user) {
                faults.note(
                    Fault("This user is named twice.", pt: "Este usuário aparece duas vezes."),
                    at: "\(place).to[\(number)]")
            }
        }
    }

    /// Everyone whom a rule names exists, and so does every own field of leads and every form that it asks for.
    package static func checkReferences(
        _ values: Members<JSON>, on connection: Connection, at path: String, _ faults: inout ConfigFaults
    ) throws {
        let rules = values["rules"]?.elements ?? []
        let users = rules.map { ($0["to"]?.elements ?? []).map(\.userID) }
        let known = try AccountStore(connection).find(Array(Set(users.joined().compactMap(\.self))))
        for (index, users) in users.enumerated() {
            for (number, user) in users.enumerated() where user.map({ known[$0] == nil }) == true {
                faults.note(
                    Fault("This user does not exist.", pt: "Este usuário não existe."),
                    at: "\(path)rules[\(index)].to[\(number)]")
            }
        }
        try checkForms(of: rules, on: connection, at: path, &faults)
        let asked = rules.map { ($0["when"]?.members.keys ?? []).filter { CustomField.key(named: $0) != nil } }
        guard asked.contains(where: { !$0.isEmpty }) else { return }
        let fields = Set(try CustomFieldStore(connection).all().filter { $0.subject == .lead }.map(\.name))
        for (index, names) in asked.enumerated() {
            for name in names where !fields.contains(name) {
                faults.note(
                    Fault("This field does not exist.", pt: "Este campo não existe."),
                    at: "\(path)rules[\(index)].when.\(name)")
            }
        }
    }

    private static func checkForms(
        of rules: [JSON], on connection: Connection, at path: String, _ faults: inout ConfigFaults
    ) throws {
        let field = HandoutField.form.name
        let asked = rules.map { rule -> [String] in
            let value = rule["when"]?[field] ?? .null
            return (value.text.map { [$0] } ?? value.elements.compactMap(\.text)).filter {
                !HandoutField.isChannel($0)
            }
        }
        guard asked.contains(where: { !$0.isEmpty }) else { return }
        let store = FormStore(connection)
        for (index, slugs) in asked.enumerated() {
            for slug in slugs where try store.id(of: slug) == nil {
                faults.note(
                    Fault("There is no form named \(slug).", pt: "Não há formulário chamado \(slug)."),
                    at: "\(path)rules[\(index)].when.\(field)")
                break
            }
        }
    }
}

extension ConfigShape {
    /// A text by a rule, or a list of such texts.
    fileprivate static func oneOrMore(_ rule: Rule<String>) -> Self {
        let limit = HandoutConfig.values
        return .value(
            Rule<JSON>(
                .anyOf([rule.schema, .array(of: rule.schema)]),
                by: { (value, conventions) throws(Fault) in
                    guard case .json(.array(let values)) = value else {
                        return .string(try rule.read(value, by: conventions))
                    }
                    guard (1...limit).contains(values.count) else {
                        throw .wrongType(
                            "a text or a list of 1 to \(limit) texts",
                            pt: "um texto ou uma lista de 1 a \(limit) textos")
                    }
                    var texts: [JSON] = []
                    for value in values {
                        do throws(Fault) {
                            texts.append(.string(try rule.read(.json(value), by: conventions)))
                        } catch .missing {
                            throw Fault("Must not contain an empty text.", pt: "Não pode conter um texto vazio.")
                        }
                    }
                    return .array(texts)
                }))
    }
}
