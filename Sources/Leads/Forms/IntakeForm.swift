package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// A public form: what it asks for, what it says, and where it may be shown.
///
/// Each change makes another version; the versions before stay readable. Source: SPEC section 12, "Forms".
package struct IntakeForm: Sendable, Equatable {
    /// The id of a form.
    package typealias ID = Identifier<IntakeForm>

    package let id: ID
    /// `[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?`, unique.
    package var slug: String
    /// Whether it is shown and may be submitted.
    package var isActive: Bool
    package var definition: Definition
    /// From 1 on.
    package let version: Int
    /// How many submissions were accepted.
    package let submissions: Int
    package let lastSubmissionAt: Date?
    package let createdAt: Date
    /// When this version was made.
    package let updatedAt: Date

    /// A new form.
    package init(_ id: ID, slug: String, isActive: Bool, _ definition: Definition, at now: Date) {
        self.id = id
        self.slug = slug
        self.isActive = isActive
        self.definition = definition
        version = 1
        submissions = 0
        lastSubmissionAt = nil
        createdAt = now
        updatedAt = now
    }

    /// The slug of the form that always exists, the one at `/`.
    package static let contactSlug = "contact"
    /// Whether it is the form at `/`.
    package var isContact: Bool { slug == Self.contactSlug }
    /// Whether it is the form at `/` as it was delivered.
    package var isUnchangedContact: Bool { isContact && version == 1 }
}

extension IntakeForm {
    /// What a version of a form says.
    package struct Definition: Sendable, Equatable {
        package var title: Text
        package var intro: Text?
        package var button: Text
        /// In the order in which they are shown.
        package var fields: [Field]
        package var resume: ResumeDemand
        package var consents: [Consent]
        package var thanks: Thanks
        /// Who is notified instead of `ATTORNEY_EMAIL`, unless it is empty.
        package var notifyEmails: [String]
        /// The `business_tracking` of a submission that names none.
        package var source: String?
        package var protection: Guard
        /// The origins of the sites that may show it.
        package var embedOrigins: [WebOrigin]
    }

    /// One thing that a form asks for.
    package struct Field: Sendable, Equatable {
        /// A member of `FormMember`, or `custom.KEY`.
        package let name: String
        package let isRequired: Bool
        /// Nil for the usual words.
        package let label: Text?
        package let hint: Text?
        /// The value of a submission that does not name the field.
        package let preset: JSON?
        /// Whether people do not see it.
        package let isHidden: Bool
    }

    /// Whether a form asks for a résumé.
    package enum ResumeDemand: String, Sendable, CaseIterable {
        case required, optional, off
    }

    /// What a person may agree to.
    package struct Consent: Sendable, Equatable {
        /// `[a-z][a-z0-9_]{0,39}`, unique in its form.
        package let purpose: String
        /// The very words.
        package let text: Text
        package let isRequired: Bool
    }

    /// What follows a submission.
    package struct Thanks: Sendable, Equatable {
        /// Nil for the usual words.
        package let text: Text?
        /// Where a browser goes on to, instead of to the words.
        package let redirectURL: String?
    }
}

extension IntakeForm: RowDecodable {
    /// The columns of `FormStore`.
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        slug = try row["slug"]
        isActive = try row["is_active"]
        definition = try row["definition"]
        version = try row["version"]
        submissions = try row["submissions"]
        lastSubmissionAt = try row["last_submission_at"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
    }
}
