package import Routing

/// The own fields of leads, or of customers, in their order.
package struct CustomFieldSet: Sendable {
    /// All fields, the inactive ones included.
    package let fields: [CustomField]
    private let byKey: Members<Known>

    /// A field with what every value of it needs, made once.
    package final class Known: Sendable {
        package let field: CustomField
        /// The rule of its values.
        package let rule: Rule<JSON>
        /// Its place in the order of the fields, from 0.
        let place: Int

        fileprivate init(_ field: CustomField, at place: Int) {
            self.field = field
            self.place = place
            rule = field.rule
        }
    }

    /// Some fields of one subject.
    package init(_ fields: [CustomField]) {
        self.fields = fields
        byKey = Members(
            fields.enumerated().map { ($1.key, Known($1, at: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The field of a key.
    package subscript(key: String) -> CustomField? { byKey[key]?.field }

    /// The same with what its values need.
    package func known(_ key: String) -> Known? { byKey[key] }

    /// Refuses a form that gives a field several times which has one value. A yes or no may follow the "no" of a page without scripts.
    ///
    /// - Throws: `APIError` 400.
    package func refuseRepetitions(in input: InputReader) throws(APIError) {
        var counts: Members<Int> = [:]
        for (name, _) in input.formFields(after: CustomValues.prefix) {
            let key = CustomValues.key(ofField: name)
            counts[key, default: 0] += 1
            guard counts[key] != 1 else { continue }
            let kind = self[key]?.kind
            guard kind == .choices || kind == .boolean else { throw .repeatedField }
        }
    }

    /// Those that values may be given of.
    package var active: [CustomField] { fields.filter(\.details.isActive) }
}

/// What a request says of own fields, as it came.
package struct NamedValues {
    /// The most fields that a request may name; there are fewer.
    private static let most = 200

    private let values: [(key: String, value: RawValue)]
    /// What begins their names in faults.
    private let prefix: String

    /// What a form says in fields `custom.KEY`, and JSON in its member `custom`, or in that of one of its members. A member that is no object
    /// is noted.
    package init(reading input: InputReader, in parent: String? = nil) {
        let member = (parent.map { $0 + "." } ?? "") + CustomValues.member
        prefix = member + "."
        var values: [(key: String, value: RawValue)] = []
        let given =
            parent.map { input.givenMembers[$0]?[CustomValues.member] } ?? input.givenMembers[CustomValues.member]
        switch given {
        case .object(let members): values = members.map { ($0.key, .json($0.value)) }
        case nil, .null, .string(""): break
        default: input.note(.wrongType("an object", pt: "um objeto"), for: member)
        }
        // The values of a name that came several times are an array.
        var fields: Members<[String]> = [:]
        for (name, text) in input.formFields(after: CustomValues.prefix) {
            fields[CustomValues.key(ofField: name), default: []].append(text)
        }
        for (key, texts) in fields {
            let said = texts.filter { !$0.isEmpty }
            values.append((key, said.count > 1 ? .json(.array(said.map(JSON.string))) : .text(said.first ?? "")))
        }
        if values.count > Self.most {
            input.note(Fault("Has too many members.", pt: "Tem membros demais."), for: member)
            values = []
        }
        self.values = values
    }

    /// Whether no field is named.
    package var isEmpty: Bool { values.isEmpty }

    /// The changes that it asks for; every fault is noted under `custom.KEY`.
    package func changes(of fields: CustomFieldSet, noting input: InputReader) -> CustomChanges {
        var changes: [(field: CustomField, change: Change<JSON>)] = []
        for (key, value) in values {
            let name = prefix + key
            guard let known = fields.known(key) else {
                input.note(Fault("There is no such field.", pt: "Não existe esse campo."), for: name)
                continue
            }
            let field = known.field
            guard field.details.isActive else {
                input.note(Fault("This field is not in use.", pt: "Este campo não está em uso."), for: name)
                continue
            }
            changes.append((field, input.change(to: value, by: known.rule, as: name)))
        }
        return CustomChanges(changes: changes, fields: fields)
    }
}

/// The requested changes of own fields; those that are not named stay.
package struct CustomChanges: Sendable {
    private let changes: [(field: CustomField, change: Change<JSON>)]
    private let fields: CustomFieldSet

    /// No change.
    package static let none = CustomChanges(changes: [], fields: CustomFieldSet([]))

    fileprivate init(changes: [(field: CustomField, change: Change<JSON>)], fields: CustomFieldSet) {
        self.changes = changes
        self.fields = fields
    }

    /// Whether nothing is asked for.
    package var isEmpty: Bool { changes.isEmpty }

    /// As a job keeps them: the values by key, null for what is cleared.
    package var json: JSON {
        var members: Members<JSON> = [:]
        for (field, change) in changes {
            switch change {
            case .keep: break
            case .clear: members[field.key] = .null
            case .set(let value): members[field.key] = value
            }
        }
        return .object(members)
    }

    /// Reads what `json` wrote; what is asked of a field that is no longer there is left out.
    package init(_ json: JSON, of fields: CustomFieldSet) {
        self.fields = fields
        changes = json.members.compactMap { key, value in
            fields[key].map { ($0, value.isNull ? .clear : .set(value)) }
        }
    }

    /// Changes the values of a record.
    package func apply(to values: inout CustomValues) {
        var said: [(key: String, value: JSON?)] = []
        for (field, change) in changes {
            switch change {
            case .keep: break
            case .clear: said.append((field.key, nil))
            case .set(let value): said.append((field.key, value))
            }
        }
        values.set(said, of: fields)
    }
}
