package import Environment
package import MariaDB
package import Routing
package import Storage

/// A group of stored settings that is read and written as one, under a name.
///
/// Source: SPEC section 8.
package protocol ConfigSection: SendableMetatype {
    /// Its name in addresses, answers and the database.
    static var name: String { get }
    /// The same as part of the names of operations and shapes.
    static var title: String { get }
    /// Its settings.
    static var members: [ConfigMember] { get }

    /// Whether a change of it starts a job, whose id its answer holds then.
    static var startsJob: Bool { get }

    /// Starts the job that follows from a change; call it in the transaction of the change.
    ///
    /// - Parameters:
    ///   - version: of the section, after the change.
    ///   - actor: the 16 bytes of a user's id.
    /// - Throws: `DatabaseError`.
    static func startJob(_ jobs: JobStore, forVersion version: Int, by actor: [UInt8]?) throws -> Job.ID?

    /// Notes what the rules of single settings cannot see.
    ///
    /// - Parameters:
    ///   - values: as they are to be stored.
    ///   - path: the prefix of the names of settings.
    static func check(_ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults)

    /// Notes references to records that do not exist.
    ///
    /// - Parameters:
    ///   - values: as they are to be stored.
    ///   - path: the prefix of the names of settings.
    /// - Throws: `DatabaseError`.
    static func checkReferences(
        _ values: Members<JSON>, on connection: Connection, at path: String, _ faults: inout ConfigFaults
    ) throws
}

extension ConfigSection {
    /// No.
    package static var startsJob: Bool { false }

    /// None.
    package static func startJob(_ jobs: JobStore, forVersion version: Int, by actor: [UInt8]?) throws -> Job.ID? {
        nil
    }

    /// Nothing.
    package static func check(
        _ values: Members<JSON>, for settings: Settings, at path: String, _ faults: inout ConfigFaults
    ) {}

    /// Nothing.
    package static func checkReferences(
        _ values: Members<JSON>, on connection: Connection, at path: String, _ faults: inout ConfigFaults
    ) throws {}

    /// The shape of a section as it is shown.
    package static var shownSchema: Schema { .object("\(title)Config", ConfigShape.shown(members)) }
    /// The shape of a section as it may be sent.
    package static var givenSchema: Schema { .object("\(title)ConfigChange", ConfigShape.given(members)) }
}

/// A section as it is stored.
package struct StoredConfig: Sendable, Equatable {
    /// The stored values, with secrets encrypted.
    package let values: Members<JSON>
    /// Changes with every change.
    package let version: Int

    /// A section without stored values.
    package static let untouched = StoredConfig(values: [:], version: 0)

    /// A section.
    package init(values: Members<JSON>, version: Int) {
        self.values = values
        self.version = version
    }

    /// A setting, or its default.
    package func value(_ name: String, in section: any ConfigSection.Type) -> JSON {
        values[name] ?? section.members.first { $0.name == name }?.fallback ?? .null
    }
}

/// All sections as they were at one moment.
package struct ConfigSnapshot: Sendable, Equatable {
    /// By name.
    package var sections: [String: StoredConfig]

    /// Sections by name.
    package init(_ sections: [String: StoredConfig] = [:]) {
        self.sections = sections
    }

    /// A section.
    package subscript(section: any ConfigSection.Type) -> StoredConfig { sections[section.name] ?? .untouched }

    /// A section as it is shown.
    package func shown(_ section: any ConfigSection.Type) -> JSON {
        ConfigShape.object(section.members).shown(.object(self[section].values))
    }
}
