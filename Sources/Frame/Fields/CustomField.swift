package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// A field of a business's own: what people read of it, and what values it takes.
///
/// Source: SPEC section 12, "Fields".
package struct CustomField: Sendable, Equatable {
    /// The id of a field.
    package typealias ID = Identifier<CustomField>

    /// What has such fields.
    package enum Subject: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case lead, customer
    }

    /// One of the values of a choice.
    package struct Option: Sendable, Equatable {
        /// 1 through 100 characters; unique.
        package let value: String
        package let label: Text
        /// Whether it may be chosen; one that is not stays with who has it.
        package let isActive: Bool

        /// A value with its label.
        package init(value: String, label: Text, isActive: Bool = true) {
            self.value = value
            self.label = label
            self.isActive = isActive
        }
    }

    /// What may be changed of a field.
    package struct Details: Sendable, Equatable {
        package var label: Text
        package var hint: Text?
        /// Nil for a kind without options.
        package var options: [Option]?
        /// In the unit of `Kind.bounds`; nil for the kind's own.
        package var lowest: Int?
        package var highest: Int?
        /// Whether values may be given.
        package var isActive = true
        /// Its place among the fields, from 0; of two with the same the older one comes first.
        package var position = 0

        /// An active field.
        package init(label: Text, options: [Option]? = nil) {
            self.label = label
            self.options = options
        }
    }

    package let id: ID
    package let subject: Subject
    /// `[a-z][a-z0-9_]{0,39}`, unique for its subject.
    package let key: String
    package let kind: Kind
    package var details: Details
    /// Incremented by every change.
    package let version: Int
    package let createdAt: Date
    package let updatedAt: Date

    /// A new field.
    package init(_ id: ID, of subject: Subject, key: String, kind: Kind, _ details: Details, at now: Date) {
        self.id = id
        self.subject = subject
        self.key = key
        self.kind = kind
        self.details = details
        version = 1
        createdAt = now
        updatedAt = now
    }

    /// Whether a text can be a key: `[a-z][a-z0-9_]{0,39}`.
    package static func isKey(_ text: String) -> Bool {
        let bytes = text.utf8
        return (1...40).contains(bytes.count) && bytes.first.map { 0x61...0x7A ~= $0 } == true
            && bytes.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
    }

    /// The names `custom.KEY`, as an ECMA 262 pattern.
    package static let namePattern = #"^custom\.[a-z][a-z0-9_]{0,39}$"#

    /// The key that such a name says; nil for another name.
    package static func key(named name: String) -> String? {
        name.dropping(prefix: CustomValues.prefix).map { String($0) }.flatMap { isKey($0) ? $0 : nil }
    }

    /// Its name beside the built-in members, `custom.KEY`: in queries, forms, exports, history and faults.
    package var name: String { CustomValues.prefix + key }
    /// The values that it takes by its bounds, in the unit of `Kind.bounds`; nil for a kind without any.
    package var range: ClosedRange<Int>? {
        kind.bounds.map { bounds in
            let lowest = max(details.lowest ?? bounds.lowerBound, bounds.lowerBound)
            return lowest...max(lowest, min(details.highest ?? bounds.upperBound, bounds.upperBound))
        }
    }
}

extension CustomField: RowDecodable {
    /// The columns of `CustomFieldStore`.
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        subject = try row["subject"]
        key = try row["name"]
        kind = try row["kind"]
        let label: StoredJSON = try row["label"]
        let hint: StoredJSON? = try row["hint"]
        let options: StoredJSON? = try row["options"]
        details = Details(
            label: Text(label.json) ?? Text(key, pt: key), options: options?.json.elements.compactMap { Option($0) })
        details.hint = hint.flatMap { Text($0.json) }
        details.lowest = try row["lowest"]
        details.highest = try row["highest"]
        details.isActive = try row["is_active"]
        details.position = try row["position"]
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}

extension CustomField.Option {
    /// `{"value", "label", "is_active"}`
    package var json: JSON {
        ["value": .string(value), "label": label.json, "is_active": .boolean(isActive)]
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSON) {
        guard let value = json["value"]?.text, let label = json["label"].flatMap({ Text($0) }) else { return nil }
        self.init(value: value, label: label, isActive: json["is_active"] != .boolean(false))
    }
}

extension Text {
    /// The wordings by language; one that is missing is the other.
    package init?(_ json: JSON) {
        let english = json[Language.english.rawValue]?.text
        let portuguese = json[Language.brazilianPortuguese.rawValue]?.text
        guard let some = english ?? portuguese else { return nil }
        self.init(english ?? some, pt: portuguese ?? some)
    }

    /// `{"en", "pt-BR"}`
    package var json: JSON {
        .object(
            Members(
                Language.allCases.map { ($0.rawValue, JSON.string(wording(in: $0))) }, uniquingKeysWith: { $1 }))
    }
}

/// A column of JSON text.
struct StoredJSON: ColumnDecodable {
    let json: JSON

    init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        do {
            json = try JSONText.parse(text)
        } catch {
            throw column.undecodable
        }
    }
}
