import Routing
import StoredSettings
import Values

extension Rule where Value == CivilDay {
    /// A day of the calendar, `YYYY-MM-DD`, within bounds in days since 1970-01-01.
    static func day(_ range: ClosedRange<Int>) -> Rule {
        let (first, last) = (CivilDay(daysSince1970: range.lowerBound), CivilDay(daysSince1970: range.upperBound))
        return Rule(.string(format: "date")) { (value) throws(Fault) in
            guard let day = value.string.flatMap({ CivilDay.read($0.trimmed) }), range.contains(day.daysSince1970)
            else {
                throw Fault(
                    "Must be a day from \(first.text) to \(last.text), such as 2030-01-31.",
                    pt: "Deve ser um dia de \(first.text) a \(last.text), como 2030-01-31.")
            }
            return day
        }
    }
}

extension Rule where Value == String {
    /// The most characters of a web address. Source: SPEC section 12.
    private static var webAddressLength: Int { 500 }

    /// An `http` or `https` address.
    static var webAddress: Rule {
        let address = Rule.address(["https", "http"])
        return Rule(address.schema) { (value) throws(Fault) in
            let text = try address.read(value)
            guard text.unicodeScalars.count <= webAddressLength else {
                throw Fault(
                    "Must have at most \(webAddressLength) characters.",
                    pt: "Deve ter no máximo \(webAddressLength) caracteres.")
            }
            return text
        }
    }

    /// One of some values.
    static func option(of values: [String]) -> Rule {
        Rule(.oneOf(values)) { (value) throws(Fault) in
            guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
            guard let found = values.first(where: { $0 == text.trimmed }) else {
                throw Fault("Must be one of the options.", pt: "Deve ser uma das opções.")
            }
            return found
        }
    }
}

extension Rule where Value == [String] {
    /// Some of some values, each once, in the order of those; none is no value.
    static func options(of values: [String]) -> Rule {
        let option = Rule<String>.option(of: values)
        return Rule(.array(of: option.schema)) { (value) throws(Fault) in
            let elements: [RawValue]
            switch value {
            case .json(.array(let json)): elements = json.map(RawValue.json)
            case .text: elements = [value]
            case .json: throw .wrongType("an array", pt: "uma lista")
            }
            var chosen: [String] = []
            for element in elements.prefix(values.count * 2 + 1) { chosen.append(try option.read(element)) }
            guard elements.count <= values.count * 2 + 1 else {
                throw Fault("Has too many elements.", pt: "Tem elementos demais.")
            }
            guard !chosen.isEmpty else { throw .missing }
            return values.filter { chosen.contains($0) }
        }
    }
}
