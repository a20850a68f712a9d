import Frame
import Routing
import StoredSettings
import Values

/// The members of an object within a body; a fault names the member.
private struct ObjectReader {
    private let members: Members<JSON>

    init(_ value: RawValue) throws(Fault) {
        guard case .json(.object(let members)) = value else { throw .wrongType("an object", pt: "um objeto") }
        self.members = members
    }

    /// A value that may be left out; null and an empty text are left out.
    func optional<Value>(_ name: String, _ rule: Rule<Value>) throws(Fault) -> Value? {
        guard let json = members[name], !json.isNull, json != "" else { return nil }
        do {
            return try rule.read(.json(json))
        } catch {
            guard error != .missing else { return nil }
            throw error.within(name)
        }
    }

    func required<Value>(_ name: String, _ rule: Rule<Value>) throws(Fault) -> Value {
        guard let value = try optional(name, rule) else { throw Fault.missing.within(name) }
        return value
    }

    /// Anything but null.
    func given(_ name: String) -> JSON? { members[name].flatMap(\.unlessNull) }
}

extension Fault {
    /// The same fault of a part of the value.
    func within(_ part: String) -> Fault {
        Fault("\(part): \(text.english)", pt: "\(part): \(text.portuguese)")
    }
}

extension Rule {
    /// At most so many elements, each by a rule, no two of them the same.
    ///
    /// - Parameter name: what two elements may not share.
    static func list<Element: Sendable>(
        of element: Rule<Element>, _ count: ClosedRange<Int>, unique name: @escaping @Sendable (Element) -> String
    ) -> Rule where Value == [Element] {
        Rule(.array(of: element.schema)) { (value) throws(Fault) in
            guard case .json(.array(let elements)) = value else { throw .wrongType("an array", pt: "uma lista") }
            guard count.contains(elements.count) else {
                throw Fault(
                    "Must have \(count.lowerBound) to \(count.upperBound) elements.",
                    pt: "Deve ter de \(count.lowerBound) a \(count.upperBound) elementos.")
            }
            var read: Members<Element> = [:]
            for (index, json) in elements.enumerated() {
                do throws(Fault) {
                    let one = try element.read(.json(json))
                    let name = name(one)
                    guard read[name] == nil else { throw Fault("Appears twice.", pt: "Aparece duas vezes.") }
                    read[name] = one
                } catch {
                    throw error.within("\(index + 1)")
                }
            }
            return read.values
        }
    }
}

extension Rule where Value == String {
    /// `[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?`
    static let slug = Rule(.string(pattern: "^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$")) { (value) throws(Fault) in
        guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
        let (bytes, hyphen) = (text.utf8, UInt8(ascii: "-"))
        guard 1...60 ~= bytes.count, bytes.first != hyphen, bytes.last != hyphen,
            bytes.allSatisfy({ 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == hyphen })
        else {
            throw Fault(
                "Must be 1 to 60 letters, digits and hyphens, in lower case, without a hyphen at either end.",
                pt: "Deve ter de 1 a 60 letras minúsculas, algarismos e hifens, sem hífen no começo nem no fim.")
        }
        return text
    }

    /// `[a-z][a-z0-9_]{0,39}`
    static let purpose = Rule(.string(pattern: "^[a-z][a-z0-9_]{0,39}$")) { (value) throws(Fault) in
        guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard CustomField.isKey(text) else {
            throw Fault(
                "Must be a letter and at most 39 more letters, digits and underscores, in lower case.",
                pt: "Deve ser uma letra e no máximo 39 outras letras, algarismos e sublinhados, em minúsculas.")
        }
        return text
    }

    /// An `https` address of at most 500 characters, without credentials.
    static let redirect: Rule<String> = {
        let address = Rule.address(["https"])
        return Rule<String>(address.schema) { (value) throws(Fault) in
            let text = try address.read(value)
            guard text.utf8.count <= 500, WebOrigin(ofURL: text) != nil else {
                throw Fault(
                    "Must be an https address of at most 500 characters, without a password.",
                    pt: "Deve ser um endereço https de no máximo 500 caracteres, sem senha.")
            }
            return text
        }
    }()
}

extension Rule where Value == IntakeForm.Field {
    /// One field; whether there is such an own field is not looked at.
    static let formField = Rule(
        .object(
            "FormField",
            [
                .required("field", .string.described("A built-in member, or `custom.KEY`.")),
                .optional("required", .boolean), .optional("label", Schema.texts.orNull),
                .optional("hint", Schema.texts.orNull), .optional("default", .anything),
                .optional("is_hidden", .boolean),
            ])
    ) { (value) throws(Fault) in
        let reader = try ObjectReader(value)
        let name = try reader.required("field", Rule<String>.line(1...47))
        guard FormMember(named: name) != nil || name.dropping(prefix: CustomValues.prefix) != nil else {
            throw Fault("There is no such field: \(name)", pt: "Não existe esse campo: \(name)").within("field")
        }
        return IntakeForm.Field(
            name: name, isRequired: try reader.optional("required", Rule<Bool>.boolean) ?? false,
            label: try reader.optional("label", Rule<Text>.texts(1...200)),
            hint: try reader.optional("hint", Rule<Text>.texts(1...500)), preset: reader.given("default"),
            isHidden: try reader.optional("is_hidden", Rule<Bool>.boolean) ?? false)
    }
}

extension Rule where Value == IntakeForm.Consent {
    static let formConsent = Rule(
        .object(
            "FormConsent",
            [
                .required("purpose", Rule<String>.purpose.schema), .required("text", Schema.texts),
                .optional("required", .boolean),
            ])
    ) { (value) throws(Fault) in
        let reader = try ObjectReader(value)
        return IntakeForm.Consent(
            purpose: try reader.required("purpose", Rule<String>.purpose),
            text: try reader.required("text", Rule<Text>.longTexts(1...2_000)),
            isRequired: try reader.optional("required", Rule<Bool>.boolean) ?? false)
    }
}

extension Rule where Value == IntakeForm.Thanks {
    static let formThanks = Rule(
        .object(
            "FormThanks",
            [
                .optional("text", Schema.texts.orNull),
                .optional("redirect_url", Rule<String>.redirect.schema.orNull),
            ])
    ) { (value) throws(Fault) in
        let reader = try ObjectReader(value)
        return IntakeForm.Thanks(
            text: try reader.optional("text", Rule<Text>.longTexts(1...2_000)),
            redirectURL: try reader.optional("redirect_url", Rule<String>.redirect))
    }
}
