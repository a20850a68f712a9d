package import MariaDB
package import Routing

/// The values of own fields that a lead or a customer has.
package struct CustomValues: Sendable, Equatable {
    /// What begins the name of an own field beside the built-in members.
    package static let prefix = "custom."
    /// The key of the field of a form or of a query that is named `custom.KEY`, or `custom.KEY[]`, without what begins the name.
    package static func key(ofField name: String) -> String { name.hasSuffix("[]") ? String(name.dropLast(2)) : name }
    /// The member and column that holds them.
    package static let member = "custom"

    /// The values by key; what is not set has no member.
    package private(set) var members: Members<JSON> = [:]
    /// The texts that a record is found by, a line each; nil without any.
    package private(set) var words: String?

    /// No values.
    package init() {}

    /// Values of own fields, in their order. Those of fields that are not there are left out.
    package init(_ members: Members<JSON>, of fields: CustomFieldSet) {
        if members.allSatisfy({ fields.known($0.key) != nil }) {
            self.members = members
        } else {
            for (key, value) in members where fields.known(key) != nil { self.members[key] = value }
        }
        settle(by: fields)
    }

    /// Whether nothing is set.
    package var isEmpty: Bool { members.isEmpty }

    /// The values by the names that history, exports and faults know them under, `custom.KEY`.
    package var named: [(name: String, value: JSON)] { members.map { (Self.prefix + $0.key, $0.value) } }

    /// The value of a field that is named `custom.KEY`; nil when it is not set.
    package subscript(name: String) -> JSON? { name.dropping(prefix: Self.prefix).flatMap { members[String($0)] } }

    /// Sets a value, or removes it.
    package mutating func set(_ key: String, to value: JSON?, of fields: CustomFieldSet) {
        set([(key, value)], of: fields)
    }

    /// Sets some values, or removes them.
    mutating func set(_ values: [(key: String, value: JSON?)], of fields: CustomFieldSet) {
        guard !values.isEmpty else { return }
        for (key, value) in values { members[key] = value }
        settle(by: fields)
    }

    /// Orders the members as the fields are, and gathers the words. The value of a field that is being deleted stays at the end.
    private mutating func settle(by fields: CustomFieldSet) {
        var known = members.map { fields.known($0.key) }
        let places = known.map { $0?.place ?? .max }
        if zip(places, places.dropFirst()).contains(where: { $0 > $1 }) {
            let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
            members = Members(
                order.map { (members[$0].key, members[$0].value) }, uniquingKeysWith: { first, _ in first })
            known = order.map { known[$0] }
        }
        var words: [String] = []
        for index in known.indices where known[index]?.field.kind.isSearched == true {
            if let text = members[index].value.text { words.append(text) }
        }
        self.words = words.isEmpty ? nil : words.joined(separator: "\n")
    }
}

extension CustomValues {
    /// Reads the columns `custom` and `custom_words`.
    package init(row: borrowing Row) throws(DatabaseError) {
        let stored: StoredJSON? = try row["custom"]
        if let stored { members = stored.json.members }
        words = try row["custom_words"]
    }

    /// Reads values without their words: what a submission said.
    package init(said json: JSON?) { members = json?.members ?? [:] }

    /// The words alone, for an index of them.
    package init(words: String?) { self.words = words }

    /// The value of the column `custom`.
    package var stored: String? {
        guard !isEmpty else { return nil }
        return String(decoding: JSONText.bytes(ofWritable: self), as: UTF8.self)
    }

    /// The member of a body that may name them.
    package static let input = Schema.Member.optional(
        member,
        Schema.map(of: .anything).orNull.described("Values of own fields by key; null clears one. See `/fields`."))

    /// The shape that the document shows.
    package static let schema = Schema.map(of: .anything).described(
        "The values of own fields by key, in the form of their kinds (see `/fields`); those that are not set have no member."
    )
}

extension CustomValues: JSONWritable {
    /// Writes a member for each value. Keys need no escape.
    package func write(to object: inout JSONObjectWriter) {
        for (key, value) in members { object.add(key, json: value) }
    }
}

extension JSON {
    /// The value of an own field as one text: for tables and enquiries.
    package var customText: String {
        switch self {
        case .string(let text): text
        case .number(let number): number.text
        case .boolean(let truth): truth ? "true" : "false"
        case .array: customTexts.joined(separator: ", ")
        case .null, .object: ""
        }
    }

    /// The same as what rules compare: of several choices each.
    package var customTexts: [String] {
        guard case .array(let elements) = self else { return [customText] }
        return elements.map(\.customText)
    }
}
