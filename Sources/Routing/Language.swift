/// A language that messages are written in.
public enum Language: String, Sendable, CaseIterable {
    /// English.
    case english = "en"
    /// Brazilian Portuguese.
    case brazilianPortuguese = "pt-BR"

    /// The language that an `Accept-Language` value likes best; nil when it names none of ours.
    ///
    /// Any Portuguese is answered in Brazilian Portuguese. Source: RFC 9110 §12.5.4, basic filtering of RFC 4647 §3.3.1.
    public init?(accepting field: String) {
        var best: (language: Language, weight: Double)?
        for entry in field.split(separator: ",").prefix(20) {
            let pieces = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let range = pieces.first?.lowercased() else { continue }
            let weight = pieces.dropFirst().compactMap { $0.dropping(prefix: "q=") }.first.flatMap { Double($0) } ?? 1
            let primary = range.split(separator: "-").first.map(String.init) ?? range
            let language: Language? = primary == "pt" ? .brazilianPortuguese : primary == "en" ? .english : nil
            if let language, weight > 0, weight > best?.weight ?? 0 { best = (language, weight) }
        }
        guard let best else { return nil }
        self = best.language
    }
}

/// One message in every language.
public struct Text: Sendable, Hashable {
    /// The English wording.
    public let english: String
    /// The Brazilian Portuguese wording.
    public let portuguese: String

    /// A message in its two wordings.
    public init(_ english: String, pt portuguese: String) {
        self.english = english
        self.portuguese = portuguese
    }

    /// The wording in a language.
    public func wording(in language: Language) -> String {
        switch language {
        case .english: english
        case .brazilianPortuguese: portuguese
        }
    }
}
