import Frame
import Routing
import Values

extension Rule where Value == String {
    /// A key: `[a-z][a-z0-9_]{0,39}`.
    static let fieldKey = Rule(.string(pattern: "^[a-z][a-z0-9_]{0,39}$")) { (value) throws(Fault) in
        guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard CustomField.isKey(text) else {
            throw Fault(
                "Must be a letter and at most 39 more letters, digits and underscores, in lower case.",
                pt: "Deve ser uma letra e no máximo 39 outras letras, algarismos e sublinhados, em minúsculas.")
        }
        return text
    }
}

extension Rule where Value == [CustomField.Option] {
    /// 1 through 100 options of unique values; an empty list is none.
    static let options = Rule(
        .array(
            of: .object([
                .required("value", .string(length: 1...100)),
                .optional("label", Rule<Text>.texts(1...200).schema.orNull),
                .optional("is_active", .boolean),
            ]))
    ) { (value) throws(Fault) in
        guard case .json(.array(let elements)) = value else { throw .wrongType("an array", pt: "uma lista") }
        guard elements.count <= 100 else {
            throw Fault("Must have 1 to 100 elements.", pt: "Deve ter de 1 a 100 elementos.")
        }
        guard !elements.isEmpty else { throw .missing }
        var options: [CustomField.Option] = []
        for element in elements {
            let option = try option(element)
            guard !options.contains(where: { $0.value == option.value }) else {
                throw Fault(
                    "A value appears twice: \(option.value)", pt: "Um valor aparece duas vezes: \(option.value)")
            }
            options.append(option)
        }
        return options
    }

    private static func option(_ element: JSON) throws(Fault) -> CustomField.Option {
        guard case .object(let members) = element else {
            throw Fault(
                "Each option must be an object with a value.", pt: "Cada opção deve ser um objeto com um valor.")
        }
        let value: String
        do {
            value = try Rule<String>.line(1...100).read(.json(members["value"] ?? .null))
        } catch {
            throw Fault(
                "Each option needs a value of 1 to 100 characters.",
                pt: "Cada opção precisa de um valor de 1 a 100 caracteres.")
        }
        let label = members["label"] ?? .null
        let isActive = members["is_active"] ?? true
        return CustomField.Option(
            value: value,
            // Without a label the value is shown.
            label: label == .null || label == .string("")
                ? Text(value, pt: value) : try Rule<Text>.texts(1...200).read(.json(label)),
            isActive: isActive == .null ? true : try Rule<Bool>.boolean.read(.json(isActive)))
    }
}

extension Rule where Value == JSON {
    /// Anything.
    static let given = Rule(.anything) { (value) throws(Fault) in
        switch value {
        case .json(let json): json
        case .text(let text): .string(text)
        }
    }
}
