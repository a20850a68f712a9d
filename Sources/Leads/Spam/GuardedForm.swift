package import FoundationEssentials

/// What the judgement of a submission needs to know of the form that it came through.
package struct GuardedForm: Sendable, Equatable {
    /// Its name in addresses.
    package let slug: String
    /// From 1.
    package let version: Int
    package let protection: Guard

    /// A version of a form.
    package init(slug: String, version: Int, protection: Guard) {
        self.slug = slug
        self.version = version
        self.protection = protection
    }

    /// A form as it is now.
    init(_ form: IntakeForm) {
        self.init(slug: form.slug, version: form.version, protection: form.definition.protection)
    }

    /// A new stamp for a page of it.
    package func stamp(at now: Date) -> Stamp { Stamp(form: slug, version: version, at: now) }
}

extension Guard {
    /// The points from which on a submission is put aside; nil for never.
    package var threshold: Int? {
        switch self {
        case .off: nil
        case .standard: 60
        case .strict: 40
        }
    }

    /// With how many zero bits the digest of a stamp and its proof begins.
    package var proofBits: Int { self == .strict ? 18 : 16 }
}
