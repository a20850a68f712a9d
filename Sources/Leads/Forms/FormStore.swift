package import FoundationEssentials
package import MariaDB
import Routing
package import Values

/// The public forms in the database.
package struct FormStore {
    /// The most forms.
    package static let most = 200

    private let connection: Connection

    /// The forms that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        forms.id, made.slug, made.is_active, made.definition, made.version, forms.submissions,
        forms.last_submission_at, forms.created_at, made.created_at AS updated_at
        """

    /// Changes with every change of a form.
    package func version() throws(DatabaseError) -> Int {
        try connection.fetchValue("SELECT version FROM forms_state WHERE id = 1") ?? 0
    }

    /// All forms as they are now, the oldest first.
    package func all() throws(DatabaseError) -> [IntakeForm] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM forms
            JOIN form_versions AS made ON made.form_id = forms.id AND made.version = forms.version
            ORDER BY forms.created_at, forms.id
            LIMIT \(Self.most)
            """)
    }

    /// The form of an id, as it is now.
    package func find(_ id: IntakeForm.ID) throws(DatabaseError) -> IntakeForm? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM forms
            JOIN form_versions AS made ON made.form_id = forms.id AND made.version = forms.version
            WHERE forms.id = \(id)
            """)
    }

    /// A form as it was at a version.
    package func find(_ id: IntakeForm.ID, at version: Int) throws(DatabaseError) -> IntakeForm? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM forms
            JOIN form_versions AS made ON made.form_id = forms.id
            WHERE forms.id = \(id) AND made.version = \(version)
            """)
    }

    /// The slugs of the active forms that ask for a field.
    package func slugs(using field: String) throws(DatabaseError) -> [String] {
        try all().filter { form in form.isActive && form.definition.fields.contains { $0.name == field } }.map(\.slug)
    }

    /// Begins a change of forms; others wait until the transaction ends.
    package func hold() throws(DatabaseError) {
        try connection.execute("UPDATE forms_state SET version = version + 1 WHERE id = 1")
    }

    /// Adds a form. Call after `hold`.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` when there is one with that slug.
    func add(_ form: IntakeForm) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO forms (id, slug, version, created_at)
            VALUES (\(form.id), \(form.slug), 1, \(form.createdAt))
            """)
        try addVersion(1, of: form, at: form.createdAt)
    }

    /// Makes the next version of a form that was read. Call after `hold`.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` when another form has its slug.
    func change(_ form: IntakeForm, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE forms
            SET slug = \(form.slug), version = \(form.version + 1)
            WHERE id = \(form.id)
            """)
        try addVersion(form.version + 1, of: form, at: now)
    }

    private func addVersion(_ version: Int, of form: IntakeForm, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO form_versions (form_id, version, slug, is_active, definition, created_at)
            VALUES (\(form.id), \(version), \(form.slug), \(form.isActive), \(form.definition), \(now))
            """)
    }

    /// Deletes a form with its versions. Call after `hold`.
    func delete(_ id: IntakeForm.ID) throws(DatabaseError) {
        try connection.execute("DELETE FROM forms WHERE id = \(id)")
    }
}
