import FoundationEssentials
package import Routing

extension Rule where Value == String {
    /// Some lines of text: trimmed, of a length in Unicode scalars; no control character but the line break.
    package static func paragraph(_ length: ClosedRange<Int>) -> Rule {
        Rule(.string(length: length).formatted("multiline")) { (value) throws(Fault) in
            guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
            let lines = string.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            // Each line by the rule of lines; how long they are together is counted below.
            let line = Rule.line(0...length.upperBound)
            var trimmed: [String] = []
            for text in lines { trimmed.append(try line.read(.text(String(text)))) }
            let text = trimmed.joined(separator: "\n").trimmedLines
            guard text.isVisible || length.contains(0) else { throw .missing }
            guard length.contains(text.unicodeScalars.count) else {
                throw Fault(
                    "Must have \(length.lowerBound) to \(length.upperBound) characters.",
                    pt: "Deve ter de \(length.lowerBound) a \(length.upperBound) caracteres.")
            }
            return text
        }
    }

    /// One line that a whole pattern describes, and what to say of one that it does not.
    static func matching(
        _ pattern: String, _ regex: @escaping @Sendable () -> Regex<Substring>, _ fault: Fault, format: String? = nil,
        stored: @escaping @Sendable (String) -> String = { $0 }
    ) -> Rule {
        let shape = Schema.string(pattern: pattern)
        return Rule(format.map(shape.formatted) ?? shape) { (value) throws(Fault) in
            guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
            let text = string.trimmed
            guard text.wholeMatch(of: regex()) != nil else { throw fault }
            return stored(text)
        }
    }

    /// A colour as `#RRGGBB`, stored in lower case.
    package static let colour = matching(
        "^ *#[0-9A-Fa-f]{6} *$", { /#[0-9A-Fa-f]{6}/ },
        Fault("Must be a colour such as #1a2b3c.", pt: "Deve ser uma cor como #1a2b3c."), format: "color",
        stored: { $0.lowercased() })

    /// A Brazilian postal code: 8 digits, stored without the hyphen.
    package static let postalCode = matching(
        "^ *[0-9]{5}-?[0-9]{3} *$", { /[0-9]{5}-?[0-9]{3}/ },
        Fault("Must be a CEP of 8 digits.", pt: "Deve ser um CEP de 8 dígitos."),
        stored: { $0.filter { $0 != "-" } })

    /// The two letters of a Brazilian state.
    package static let state = Rule(.oneOf(federativeUnits)) { (value) throws(Fault) in
        guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
        let text = string.trimmed.uppercased()
        guard federativeUnits.contains(text) else {
            throw Fault("Must be the two letters of a state, such as SP.", pt: "Deve ser a sigla de uma UF, como SP.")
        }
        return text
    }

    private static let federativeUnits = [
        "AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR",
        "RJ",
        "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO",
    ]

    /// ASCII digits only, so many.
    package static func numeral(_ length: ClosedRange<Int>) -> Rule {
        Rule(.string(pattern: "^ *[0-9]{\(length.lowerBound),\(length.upperBound)} *$")) { (value) throws(Fault) in
            guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
            let text = string.trimmed
            guard length.contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                throw Fault("Must contain only digits.", pt: "Deve conter apenas dígitos.")
            }
            return text
        }
    }

    /// A host name or address.
    package static let host = matching(
        #"^ *[A-Za-z0-9.:_\[\]-]{1,253} *$"#, { /[A-Za-z0-9.:_\[\]-]{1,253}/ },
        Fault("Must be a host name or an address.", pt: "Deve ser um nome de servidor ou um endereço."))

    /// A web address of at most 2048 bytes, by one of some schemes.
    package static func address(_ schemes: [String]) -> Rule {
        let list = schemes.joined(separator: ", ")
        return Rule(.string(pattern: #"^ *(\#(schemes.joined(separator: "|"))):\/\/[^\s/?#]+\S* *$"#)) {
            (value) throws(Fault) in
            guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
            let text = string.trimmed
            let sides = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
            let isGood =
                sides.count == 2 && schemes.contains(String(sides[0])) && text.utf8.count <= 2048
                && sides[1].first.map { !"/?#".contains($0) } == true
                && text.unicodeScalars.allSatisfy { !$0.isControl && !$0.properties.isWhitespace }
            guard isGood else { throw Fault("Must be an address: \(list).", pt: "Deve ser um endereço: \(list).") }
            return text
        }
    }

    /// A picture: the uploaded one, an `https` address, or a PNG or SVG of at most 64 KiB within a `data:` address.
    package static let picture = Rule(.string(length: 1...pictureBytes)) { (value) throws(Fault) in
        guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
        let text = string.trimmed
        if OwnPicture.isAddress(text) { return text }
        guard text.hasPrefix("data:") else { return try Rule.address(["https"]).read(value) }
        guard text.utf8.count <= pictureBytes, isPicture(text) else {
            throw Fault(
                "Must be an https address, or a PNG or SVG in base64 of at most 64 KiB (data:image/png;base64,…).",
                pt: "Deve ser um endereço https, ou um PNG ou SVG em base64 de até 64 KiB (data:image/png;base64,…).")
        }
        return text
    }

    private static let pictureBytes = 65_536
    private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private static func isPicture(_ text: String) -> Bool {
        for (prefix, isPNG) in [("data:image/png;base64,", true), ("data:image/svg+xml;base64,", false)] {
            guard let content = text.dropping(prefix: prefix), let data = Data(base64Encoded: String(content)) else {
                continue
            }
            if isPNG { return data.starts(with: pngSignature) }
            return String(validating: data, as: UTF8.self)?.contains("<svg") == true
        }
        return false
    }

    /// A range of a day, `HH:MM-HH:MM`; 24:00 is its end.
    package static let hours = Rule(
        .string(pattern: "^ *([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00) *$")
    ) {
        (value) throws(Fault) in
        guard let string = value.string else { throw .wrongType("a string", pt: "um texto") }
        let text = string.trimmed
        let pattern = /((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)/
        guard let match = text.wholeMatch(of: pattern), match.1 < match.2 else {
            throw Fault("Must be a range such as 08:00-12:00.", pt: "Deve ser um intervalo como 08:00-12:00.")
        }
        return text
    }

    /// A secret of 1 through so many bytes, without control characters.
    package static func secret(atMost bytes: Int) -> Rule {
        Rule(.string) { (value) throws(Fault) in
            guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
            guard text.utf8.count <= bytes, !text.unicodeScalars.contains(where: \.isControl) else {
                throw Fault(
                    "Must have at most \(bytes) bytes and no control characters.",
                    pt: "Deve ter no máximo \(bytes) bytes, sem caracteres de controle.")
            }
            return text
        }
    }
}

extension String {
    /// Without the empty lines at its ends.
    fileprivate var trimmedLines: String {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { !$0.isEmpty }), let last = lines.lastIndex(where: { !$0.isEmpty })
        else { return "" }
        return lines[first...last].joined(separator: "\n")
    }
}
