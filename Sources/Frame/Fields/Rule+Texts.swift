package import Routing

extension Rule where Value == Text {
    /// A line by language; one language is enough, and a plain text is that of all.
    package static func texts(_ length: ClosedRange<Int>) -> Rule { byLanguage(Rule<String>.line(length)) }

    /// A text of several lines by language, in the same way.
    package static func longTexts(_ length: ClosedRange<Int>) -> Rule { byLanguage(Rule<String>.text(length)) }

    private static func byLanguage(_ wording: Rule<String>) -> Rule {
        let members = Language.allCases.map { Schema.Member.optional($0.rawValue, wording.schema.orNull) }
        return Rule(.anyOf([.object(members), wording.schema])) { (value) throws(Fault) in
            if let text = value.string {
                let said = try wording.read(.text(text))
                return Text(said, pt: said)
            }
            guard case .json(.object(let members)) = value else {
                throw .wrongType("an object of texts by language", pt: "um objeto de textos por idioma")
            }
            var texts: Members<JSON> = [:]
            for language in Language.allCases {
                guard let said = members[language.rawValue], said != .null, said != .string("") else { continue }
                texts[language.rawValue] = .string(try wording.read(.json(said)))
            }
            guard let text = Text(.object(texts)) else { throw .missing }
            return text
        }
    }
}

extension Schema {
    /// A text in each language.
    package static let texts = Schema.object(Language.allCases.map { .required($0.rawValue, .string) })
}
