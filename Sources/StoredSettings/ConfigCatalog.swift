package import Environment
package import Routing

/// The stored settings of a product: what its domains declare.
package protocol ConfigCatalog: SendableMetatype {
    /// All sections, in the order of the document.
    static var sections: [any ConfigSection.Type] { get }
    /// What anyone may read of them.
    static var publicSettings: [PublicSettings] { get }
}

extension ConfigCatalog {
    /// The section of a name.
    package static func section(named name: String) -> (any ConfigSection.Type)? { sections.first { $0.name == name } }
}

/// Settings that anyone may read: the pages of the form and of the sign-in show them.
package struct PublicSettings: Sendable {
    /// Their shape.
    package let members: [Schema.Member]
    private let read: @Sendable (ConfigSnapshot, Settings) -> Members<JSON>
    private let name: @Sendable (ConfigSnapshot, Settings) -> String

    /// The settings of a section, or the named ones of it; none of them is a secret.
    package init(of section: any ConfigSection.Type, only names: [String]? = nil) {
        let members = section.members.filter { names?.contains($0.name) != false }
        precondition(!members.contains { $0.shape.isSecret }, "a secret is not public")
        self.members = ConfigShape.shown(members)
        read = { snapshot, _ in
            let shown = snapshot.shown(section)
            return Members(members.map { ($0.name, shown[$0.name] ?? .null) }, uniquingKeysWith: { $1 })
        }
        name = { snapshot, _ in "\(snapshot[section].version)" }
    }

    /// What follows from settings, under a name; `value` is a boolean or one of a few words.
    package init(_ name: String, _ schema: Schema, value: @escaping @Sendable (ConfigSnapshot, Settings) -> JSON) {
        members = [.required(name, schema)]
        read = { [name: value($0, $1)] }
        self.name = { value($0, $1) == true ? name : value($0, $1).text ?? "no-\(name)" }
    }

    /// The settings as they are.
    package func values(in snapshot: ConfigSnapshot, over settings: Settings) -> Members<JSON> {
        read(snapshot, settings)
    }

    /// Names the state of the settings, as part of an entity tag.
    package func state(in snapshot: ConfigSnapshot, over settings: Settings) -> String { name(snapshot, settings) }
}
