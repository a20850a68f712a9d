import FoundationEssentials
package import MariaDB
import Routing
import Values

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
        forms.id, made.slug, made.is_active, made.definition, made.version,
        CAST(forms.submissions + COALESCE(waiting.total, 0) AS INT) AS submissions,
        GREATEST(COALESCE(forms.last_submission_at, waiting.last_at), COALESCE(waiting.last_at, forms.last_submission_at))
          AS last_submission_at,
        forms.created_at, made.created_at AS updated_at
        """

    /// The submissions that nothing has followed from yet, which the counts of `forms` do not have.
    private static let waiting: SQL = """
        LEFT JOIN (
          SELECT form_id, COUNT(*) AS total, MAX(created_at) AS last_at
          FROM (
            SELECT COALESCE(form_id, \(IntakeForm.contactID)) AS form_id, created_at
            FROM leads FORCE INDEX (leads_follow_up)
            WHERE follow_up = 'new' AND form = 'form'
            UNION ALL
            SELECT COALESCE(form_id, \(IntakeForm.contactID)), created_at
            FROM enquiries FORCE INDEX (enquiries_follow_up)
            WHERE follow_up = 'new' AND form = 'form') AS submission
          GROUP BY form_id) AS waiting ON waiting.form_id = forms.id
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
            \(Self.waiting)
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
            \(Self.waiting)
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
            \(Self.waiting)
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

    /// Adds submissions to the counts of their forms.
    func count(_ counts: [IntakeForm.ID: (total: Int, lastAt: Date)]) throws(DatabaseError) {
        // In the order of the key, so that two that write the same rows only wait for each other.
        for (id, count) in counts.sorted(by: { $0.key < $1.key }) {
            try connection.execute(
                """
                UPDATE forms
                SET submissions = submissions + \(count.total),
                  last_submission_at = GREATEST(COALESCE(last_submission_at, \(count.lastAt)), \(count.lastAt))
                WHERE id = \(id)
                """)
        }
    }

    /// Takes a submission off the count of its form.
    func uncount(_ form: IntakeForm.ID) throws(DatabaseError) {
        try connection.execute(
            "UPDATE forms SET submissions = submissions - 1 WHERE id = \(form) AND submissions > 0")
    }

    /// The shard of the counters that is written here alone; those of the trigger are less.
    private static let shard = 64

    /// Adds leads to the counters by form and day.
    func count(_ days: [FormDay: Int]) throws(DatabaseError) {
        let rows = days.map { place, total -> SQL in "(\(place.form), \(place.day), \(Self.shard), \(total))" }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO form_days (form_id, day, shard, total)
                VALUES \(part.joined(separator: ", "))
                ON DUPLICATE KEY UPDATE total = total + VALUES(total)
                """)
        }
    }

    /// The form that has a slug, or last had it.
    func id(of slug: String) throws(DatabaseError) -> IntakeForm.ID? {
        try connection.fetchValue(
            """
            SELECT made.form_id
            FROM form_versions AS made
            JOIN forms ON forms.id = made.form_id
            WHERE made.slug = \(slug)
            ORDER BY forms.slug = \(slug) DESC, made.created_at DESC, made.form_id
            LIMIT 1
            """)
    }

    /// The slugs that forms have, and had before they were renamed, unless others have them now.
    func slugs(of forms: [IntakeForm.ID]) throws(DatabaseError) -> [IntakeForm.ID: [String]] {
        guard !forms.isEmpty else { return [:] }
        let names: [Name] = try connection.fetchAll(
            """
            SELECT DISTINCT made.form_id, made.slug
            FROM form_versions AS made
            LEFT JOIN forms AS other ON other.slug = made.slug AND other.id <> made.form_id
            WHERE made.form_id IN (\(list: forms)) AND other.id IS NULL
            """)
        return Dictionary(grouping: names, by: \.form).mapValues { $0.map(\.slug) }
    }

    private struct Name: RowDecodable {
        let form: IntakeForm.ID
        let slug: String

        init(row: borrowing Row) throws(DatabaseError) {
            form = try row["form_id"]
            slug = try row["slug"]
        }
    }

    /// Versions of forms, by form and number.
    func versions(_ wanted: [FormVersion]) throws(DatabaseError) -> [FormVersion: IntakeForm] {
        var found: [FormVersion: IntakeForm] = [:]
        for version in wanted { found[version] = try find(version.form, at: version.version) }
        return found
    }

    /// Deletes a form with its versions. Call after `hold`.
    func delete(_ id: IntakeForm.ID) throws(DatabaseError) {
        try connection.execute("DELETE FROM forms WHERE id = \(id)")
    }
}
