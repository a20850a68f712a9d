import Frame
import MariaDB
import Routing

/// All public forms, as they are at a moment.
struct IntakeForms: Sendable {
    /// The oldest first.
    let all: [IntakeForm]
    private let bySlug: Members<IntakeForm>

    /// Forms of different slugs.
    init(_ forms: [IntakeForm]) {
        all = forms
        bySlug = Members(forms.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The active form of a slug.
    subscript(slug: String) -> IntakeForm? { bySlug[slug].flatMap { $0.isActive ? $0 : nil } }

    /// The form of an id.
    subscript(id: IntakeForm.ID) -> IntakeForm? { all.first { $0.id == id } }
}

extension Context {
    /// The public forms, at most three seconds old; seldom a round trip.
    ///
    /// - Throws: `DatabaseError`.
    func forms() throws -> IntakeForms {
        let store = FormStore(connection)
        let cache = resources.kept { VersionedCache<IntakeForms>(revision: $0) }
        return try cache.value { () throws(DatabaseError) in
            try store.version()
        } _: { (_) throws(DatabaseError) in
            IntakeForms(try store.all())
        }
    }

    /// The active form of a slug.
    ///
    /// - Throws: `APIError` 404; `DatabaseError`.
    func form(_ slug: String) throws -> IntakeForm {
        guard let form = try forms()[slug] else { throw APIError.notFound }
        return form
    }
}
