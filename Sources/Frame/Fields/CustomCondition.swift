package import Routing
import Values

/// What a list asks of an own field.
///
/// Source: SPEC section 12, "Lists filter by".
package struct CustomCondition: Sendable, Equatable {
    /// What a value must be, as numbers and texts are kept for lists.
    package enum Test: Sendable, Equatable {
        /// One of these numbers: whole cents, days since 1970-01-01, 0 or 1.
        case numbers([Int])
        /// One of these texts; of several choices, one of them.
        case texts([String])
        /// A number from the lowest to the highest, inclusive.
        case range(lowest: Int?, highest: Int?)
    }

    package let field: CustomField
    package let test: Test

    /// A condition.
    package init(_ field: CustomField, _ test: Test) {
        self.field = field
        self.test = test
    }

    /// Whether it asks for a single value.
    package var isSingle: Bool {
        switch test {
        case .numbers(let numbers): numbers.count == 1
        case .texts(let texts): texts.count == 1
        case .range: false
        }
    }
}

/// What a query says of own fields: `custom.KEY` and its bounds, and the one that a list is sorted by.
package struct NamedConditions: Sendable {
    /// The most values of own fields in a query.
    private static let most = 200

    private let pairs: [(name: String, value: String)]
    private let sortKey: String?
    /// What is wrong with the rest of the query, when own fields are named: all faults are answered together.
    private let faults: Members<[Text]>

    /// The parameter that names them, for the document.
    package static let parameters = Field(
        CustomValues.prefix + "KEY", Rule<String>.line(1...200),
        summary:
            "A value of an own field, may be repeated; `custom.KEY_from` and `custom.KEY_to` bound numbers, money and dates."
    ).queryParameters(isRepeatable: true)

    /// Reads them, after the rest of the query; without any, the faults of the rest are answered at once.
    ///
    /// - Throws: `APIError` 422.
    package init(reading input: InputReader, sortKey: String?) throws {
        pairs = try input.queryParameters(after: CustomValues.prefix).filter { !$0.value.isEmpty }
        self.sortKey = sortKey
        faults = input.notedFaults
        if isEmpty { try input.check() }
    }

    /// Whether no own field is named.
    package var isEmpty: Bool { pairs.isEmpty && sortKey == nil }

    /// The faults of the query as far as they are known without the fields.
    package var knownFaults: Members<[Text]> { faults }

    /// The conditions, and the field that the list is sorted by.
    ///
    /// - Throws: `APIError` 422 with every fault of the query.
    package func conditions(
        of fields: CustomFieldSet, by conventions: Conventions
    ) throws(APIError) -> (conditions: [CustomCondition], order: CustomField?) {
        var faults = faults
        var tests: Members<(field: CustomField, test: CustomCondition.Test)> = [:]
        if pairs.count > Self.most {
            faults[CustomValues.member] = [Text("Has too many values.", pt: "Tem valores demais.")]
        }
        for (name, value) in pairs.prefix(Self.most) {
            do {
                let named = try NamedField(name, among: fields)
                let test = try named.test(value, joining: tests[named.id]?.test, by: conventions)
                tests[named.id] = (named.field, test)
            } catch {
                faults[CustomValues.prefix + name, default: []].append(error.text)
            }
        }
        var order: CustomField?
        if let sortKey {
            order = fields[sortKey]
            if order?.details.isActive != true { faults["sort_by"] = [NamedField.unknown.text] }
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        return (tests.values.map { CustomCondition($0.field, $0.test) }, order)
    }
}

/// A field as a parameter names it.
private struct NamedField {
    static let unknown = Fault("There is no such field in use.", pt: "Não existe esse campo em uso.")

    private enum Part { case value, lowest, highest }

    let field: CustomField
    private let part: Part
    /// The same for what is asked of a field together.
    var id: String { part == .value ? field.key : field.key + "_" }

    /// The field of a name; one that is the whole name wins over one with a bound.
    init(_ name: String, among fields: CustomFieldSet) throws(Fault) {
        let name = CustomValues.key(ofField: name)
        for (ending, part) in [("", Part.value), ("_from", .lowest), ("_to", .highest)] where name.hasSuffix(ending) {
            guard let field = fields[String(name.dropLast(ending.count))], field.details.isActive else { continue }
            guard part == .value || field.kind.hasRange else { continue }
            self.field = field
            self.part = part
            return
        }
        throw Self.unknown
    }

    /// The test of a value, together with that of earlier ones.
    func test(
        _ value: String, joining earlier: CustomCondition.Test?, by conventions: Conventions
    ) throws(Fault) -> CustomCondition.Test {
        guard part == .value else {
            var (lowest, highest): (Int?, Int?) = (nil, nil)
            if case .range(let low, let high) = earlier { (lowest, highest) = (low, high) }
            let bound = try number(value, by: conventions)
            if part == .lowest { lowest = bound } else { highest = bound }
            return .range(lowest: lowest, highest: highest)
        }
        if field.kind.isNumber {
            var numbers: [Int] = []
            if case .numbers(let known) = earlier { numbers = known }
            return .numbers(numbers + [try number(value, by: conventions)])
        }
        var texts: [String] = []
        if case .texts(let known) = earlier { texts = known }
        return .texts(texts + [try text(value, by: conventions)])
    }

    private func number(_ value: String, by conventions: Conventions) throws(Fault) -> Int {
        guard let rule = field.kind.boundRule else {
            return try Rule<Bool>.boolean.read(.text(value), by: conventions) ? 1 : 0
        }
        return try rule.read(.text(value), by: conventions)
    }

    /// A text as values are kept; one that no value is, is no fault.
    private func text(_ value: String, by conventions: Conventions) throws(Fault) -> String {
        let rule: Rule<String> =
            switch field.kind {
            case .email: Rule<EmailAddress>.email.map(\.text)
            case .phone: Rule<PhoneNumber>.phone.map(\.text)
            case .document: Rule<TaxDocument>.taxDocument.map(\.text)
            case .longText: .text(1...200)
            default: .line(1...200)
            }
        let text = try rule.read(.text(value), by: conventions)
        return try Rule<String>.text(1...200).read(.text(text))
    }
}

/// What a list is sorted by: a built-in key or an own field.
package enum ListKey<Key: Sendable>: Sendable {
    case builtIn(Key)
    /// The key of the field.
    case custom(String)

    /// The built-in key.
    package var builtIn: Key? { if case .builtIn(let key) = self { key } else { nil } }
    /// The key of the field.
    package var custom: String? { if case .custom(let key) = self { key } else { nil } }
}

extension Rule {
    /// The name of a built-in key, or `custom.KEY`.
    package static func listKey<Key: CaseIterable & RawRepresentable<String> & Sendable>(
        _ type: Key.Type
    ) -> Rule<ListKey<Key>> where Value == ListKey<Key> {
        let names = Rule<Key>.oneOf(type)
        return Rule<ListKey<Key>>(.anyOf([names.schema, .string(pattern: #"^custom\.[a-z][a-z0-9_]*$"#)])) {
            (value) throws(Fault) in
            if let key = value.string?.dropping(prefix: CustomValues.prefix) { return .custom(String(key)) }
            return .builtIn(try names.read(value))
        }
    }
}
