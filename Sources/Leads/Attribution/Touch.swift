import FoundationEssentials
import HTTP
package import Routing
import Values

/// What one visit to a page of the business said of where it came from.
///
/// Source: SPEC section 15.
package struct Touch: Sendable, Equatable {
    /// The values by name, in the order of ``names``; what is not known has no member.
    package let values: Members<String>

    /// The most characters of a value; a longer one is dropped.
    package static let valueLength = 200
    /// The parameters of an address that are recorded under their own names: of campaigns, and of clicks on an advertisement.
    package static let parameterNames = [
        "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "gbraid", "wbraid", "fbclid",
        "msclkid", "ttclid",
    ]
    /// The path of the page.
    private static let landing = "landing"
    /// When the visit was.
    private static let at = "at"

    /// The rule of each value. A host has no path and no user, and a path no query, which may say more of a person than is asked for.
    private static let rules: [(name: String, rule: Rule<String>)] =
        parameterNames.map { (name: $0, rule: Rule<String>.line(1...valueLength)) } + [
            (name: "referrer", rule: Rule<String>.line(1...valueLength, refusing: "/?#@")),
            (name: landing, rule: Rule<String>.line(1...valueLength, refusing: "?#")),
            (name: at, rule: Rule<String>.instantText),
        ]

    /// Every name, in the order in which they are written.
    package static let names = rules.map(\.name)

    /// Reads the members that there are; unknown ones, and values that break their rules, are dropped.
    init(reading members: Members<JSON>) {
        var values = Members<String>()
        for (name, rule) in Self.rules {
            // Whatever is wrong with a value, it is dropped.
            if let value = members[name].flatMap({ try? rule.read(.json($0)) }) { values[name] = value }
        }
        self.values = values
    }

    /// The visit to a page by its path and the parameters of its address; nil when these say nothing.
    init?(of parameters: [(name: String, value: String)], on path: String, at moment: Date) {
        var members = Members<JSON>()
        for name in Self.parameterNames {
            guard let first = parameters.first(where: { $0.name.isBytewise(name) }) else { continue }
            members[name] = .string(first.value)
        }
        let said = Touch(reading: members)
        guard !said.values.isEmpty else { return nil }
        members[Self.landing] = .string(path)
        members[Self.at] = .string(Instant.text(moment))
        self.init(reading: members)
    }
}

extension Touch: JSONWritable, Described {
    /// Writes what is known.
    package func write(to object: inout JSONObjectWriter) {
        for (name, value) in values { object.add(name, value) }
    }

    /// The shape of SPEC section 15.
    package static let schema = Schema.object(
        "Touch",
        names.map { name in
            .optional(name, name == at ? .instant : .string(length: 1...valueLength))
        })
}

extension Rule where Value == String {
    /// An instant, as instants are written.
    fileprivate static let instantText = Rule(.instant) { (value) throws(Fault) in
        guard let text = value.string, text.utf8.count <= Touch.valueLength, let moment = Instant.read(text.trimmed)
        else { throw .wrongType("an instant", pt: "um instante") }
        return Instant.text(moment)
    }
}
