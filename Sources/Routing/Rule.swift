import FoundationEssentials

/// A value as it came: from JSON, or as the text of a query, form or path.
public enum RawValue: Sendable, Equatable {
    /// A value of a JSON object.
    case json(JSON)
    /// Text of a query, form, part or path.
    case text(String)

    /// The text, when it is text or a JSON string.
    public var string: String? {
        switch self {
        case .text(let text), .json(.string(let text)): text
        case .json: nil
        }
    }

    /// Whether nothing was said: null, or an empty text. Source: SPEC section 2.
    var isNull: Bool {
        switch self {
        case .text(let text), .json(.string(let text)): text.isEmpty
        case .json(let json): json == .null
        }
    }
}

/// A fault of one value, for a person.
public struct Fault: Error, Sendable, Equatable {
    /// The fault in every language.
    public let text: Text

    /// A fault in its two wordings.
    public init(_ english: String, pt portuguese: String) {
        text = Text(english, pt: portuguese)
    }

    /// It must be there and is not.
    public static let missing = Fault("This field is required.", pt: "Este campo é obrigatório.")
    /// It is of another JSON type.
    public static func wrongType(_ english: String, pt portuguese: String) -> Fault {
        Fault("Must be \(english).", pt: "Deve ser \(portuguese).")
    }
}

/// How a value from outside becomes one of ours, and the shape it must have; declared once for checks and document.
public struct Rule<Value: Sendable>: Sendable {
    /// The shape for the document.
    public let schema: Schema
    private let reading: @Sendable (RawValue, Conventions) throws(Fault) -> Value

    /// A rule of a shape and a reader.
    public init(_ schema: Schema, _ reading: @escaping @Sendable (RawValue) throws(Fault) -> Value) {
        self.schema = schema
        self.reading = { (value, _) throws(Fault) in try reading(value) }
    }

    /// A rule whose reader depends on the installation.
    public init(_ schema: Schema, by reading: @escaping @Sendable (RawValue, Conventions) throws(Fault) -> Value) {
        self.schema = schema
        self.reading = reading
    }

    /// Reads a value.
    ///
    /// - Throws: `Fault`; `.missing` for a text that shows nothing, which an optional value may be.
    public func read(_ value: RawValue, by conventions: Conventions = .none) throws(Fault) -> Value {
        try reading(value, conventions)
    }

    /// The rule of the same values in another form.
    public func map<Other: Sendable>(_ form: @escaping @Sendable (Value) -> Other) -> Rule<Other> {
        Rule<Other>(schema, by: { (value, conventions) throws(Fault) in form(try read(value, by: conventions)) })
    }
}

extension Rule where Value == String {
    /// One line of text: trimmed, without control characters, of a length in Unicode scalars; one that must have a character has
    /// one that shows.
    ///
    /// - Parameter refusing: characters that it may not contain.
    public static func line(_ length: ClosedRange<Int>, refusing: String = "") -> Rule {
        let refused = Array(refusing.unicodeScalars)
        return Rule(.string(length: length, refusing: refusing)) { (value) throws(Fault) in
            guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
            let line = string.trimmed
            let scalars = line.unicodeScalars
            guard !scalars.contains(where: \.isControl) else {
                throw Fault("Control characters are not allowed.", pt: "Caracteres de controle não são permitidos.")
            }
            guard !scalars.contains(where: refused.contains) else {
                throw Fault(
                    "These characters are not allowed: \(refusing)",
                    pt: "Estes caracteres não são permitidos: \(refusing)")
            }
            guard line.isVisible || length.contains(0) else { throw .missing }
            guard length.contains(scalars.count) else {
                throw Fault(
                    "Must have \(length.lowerBound) to \(length.upperBound) characters.",
                    pt: "Deve ter de \(length.lowerBound) a \(length.upperBound) caracteres.")
            }
            return line
        }
    }

    /// The name of something that the program declares, such as `login.failed`: 1 through 40 ASCII letters, digits, `.`, `_` and `-`.
    ///
    /// A column of such names is ASCII: the database refuses to compare any other text with it.
    public static let declaredName = Rule(.string(pattern: "^[A-Za-z0-9._-]{1,40}$")) { (value) throws(Fault) in
        guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard string.isVisible else { throw .missing }
        let isName = string.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        guard isName, 1...40 ~= string.utf8.count else {
            throw Fault(
                "Must be 1 to 40 letters, digits, dots, hyphens and underscores.",
                pt: "Deve ter de 1 a 40 letras, algarismos, pontos, hifens e sublinhados.")
        }
        return string
    }

    /// Text of several lines: trimmed, without control characters but line feed and tab, of a length in Unicode scalars; one that
    /// must have a character has one that shows.
    public static func text(_ length: ClosedRange<Int>) -> Rule {
        Rule(.string(length: length)) { (value) throws(Fault) in
            guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
            let text = string.replacing("\r\n", with: "\n").trimmingBlankEnds
            let scalars = text.unicodeScalars
            guard !scalars.contains(where: { $0.isControl && $0 != "\n" && $0 != "\t" }) else {
                throw Fault("Control characters are not allowed.", pt: "Caracteres de controle não são permitidos.")
            }
            guard text.isVisible || length.contains(0) else { throw .missing }
            guard length.contains(scalars.count) else {
                throw Fault(
                    "Must have \(length.lowerBound) to \(length.upperBound) characters.",
                    pt: "Deve ter de \(length.lowerBound) a \(length.upperBound) caracteres.")
            }
            return text
        }
    }

    /// Unchanged text; for secrets, whose rules their owner has.
    public static let opaque = Rule(.string) { (value) throws(Fault) in
        guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
        return string
    }
}

extension Rule where Value == Int {
    /// A whole number within bounds; JSON numbers and decimal digits as text.
    public static func integer(_ range: ClosedRange<Int>) -> Rule {
        Rule(.integer(range)) { (value) throws(Fault) in
            let fault = Fault(
                "Must be a whole number from \(range.lowerBound) to \(range.upperBound).",
                pt: "Deve ser um número inteiro de \(range.lowerBound) a \(range.upperBound).")
            let number: Int? =
                switch value {
                case .text(let text): Int(text)
                case .json(.number(let number)): number.integer
                case .json: nil
                }
            guard let number, range.contains(number) else { throw fault }
            return number
        }
    }
}

extension Rule where Value == Bool {
    /// `true` or `false`; as text, in any case, also `1` `0`, `yes` `no`, `on` `off`.
    ///
    /// Source: SPEC section 2.
    public static let boolean = Rule(.boolean) { (value) throws(Fault) in
        switch value {
        case .json(.boolean(let truth)): return truth
        case .text(let text):
            guard let truth = Bool(written: text) else { fallthrough }
            return truth
        default: throw .wrongType("true or false", pt: "true ou false")
        }
    }
}

extension Bool {
    /// The truth that a word of a query or form says, in any case; nil for any other text.
    fileprivate init?(written text: String) {
        let bytes = text.utf8
        guard bytes.count <= 5 else { return nil }
        switch String(decoding: bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self) {
        case "true", "1", "yes", "on": self = true
        case "false", "0", "no", "off": self = false
        default: return nil
        }
    }
}

extension Rule where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the names of an enumeration, with other names that mean the same.
    public static func oneOf(_ type: Value.Type = Value.self, aliases: [String: Value] = [:]) -> Rule {
        let names = Value.allCases.map(\.rawValue)
        return Rule(.oneOf(names + aliases.keys.sorted())) { (value) throws(Fault) in
            guard let name = value.string else { throw .wrongType("a string", pt: "um texto") }
            guard let found = Value(bytewise: name) ?? aliases.first(where: { $0.key == name })?.value else {
                let list = names.joined(separator: ", ")
                throw Fault("Must be one of: \(list).", pt: "Deve ser um destes: \(list).")
            }
            return found
        }
    }
}

extension String {
    /// Without the blanks at its ends; a control character stays, to be refused.
    public var trimmed: String {
        // Nearly every text: nothing to trim.
        if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last { return self }
        func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace && !scalar.isControl }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension String {
    /// Without blanks and line feeds at its ends.
    fileprivate var trimmingBlankEnds: String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "\n" || scalar.properties.isWhitespace && !scalar.isControl
        }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension Unicode.Scalar {
    /// Whether it is a control character of C0, DEL or C1, or a line or paragraph separator.
    public var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}
