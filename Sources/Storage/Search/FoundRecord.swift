/// A record that a text finds, as a list of several kinds shows it.
package struct FoundRecord: Sendable, Equatable {
    /// How well a record fits a text; the lowest fits best.
    package enum Fit: Int, Sendable, Comparable {
        /// Each term is a word of its name.
        case nameWords
        /// Each term is one of its words.
        case words
        /// Each term begins a word of its name.
        case nameBeginnings
        /// Each term begins one of its words.
        case beginnings

        /// Whether it fits better.
        package static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
    }

    /// The canonical text of its id.
    package let id: String
    /// The name by which people know it.
    package let name: String
    /// What distinguishes it from others of the name; nil when nothing is known.
    package let detail: String?
    /// How well it fits.
    package let fit: Fit

    /// A record of an id.
    package init(id: String, name: String, detail: String?, fit: Fit) {
        self.id = id
        self.name = name
        self.detail = detail
        self.fit = fit
    }

    /// Whether it comes before another: it fits better, or as well and is newer.
    package func precedes(_ other: FoundRecord) -> Bool {
        fit == other.fit ? other.id.utf8.lexicographicallyPrecedes(id.utf8) : fit < other.fit
    }
}

/// A record that a list of several kinds shows.
package protocol Findable: Searchable {
    /// Whether it is in use.
    var isInUse: Bool { get }
    /// Its id, name and detail as a list shows them.
    var label: (id: String, name: String, detail: String?) { get }
}
