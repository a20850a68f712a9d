package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The views in the database.
package struct ViewStore {
    private let connection: Connection

    /// The views that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = "id, owner_id, list, name, query, is_shared, version"

    /// A view that a user sees: one's own, or a shared one.
    package func find(_ id: SavedView.ID, for user: User.ID) throws(DatabaseError) -> SavedView? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM views
            WHERE id = \(id) AND (owner_id = \(user) OR is_shared = TRUE)
            """)
    }

    /// The same, which stays as read until the transaction ends.
    package func hold(_ id: SavedView.ID, for user: User.ID) throws(DatabaseError) -> SavedView? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM views
            WHERE id = \(id) AND (owner_id = \(user) OR is_shared = TRUE)
            FOR UPDATE
            """)
    }

    /// Adds a view.
    package func add(
        _ details: ViewDetails, as id: SavedView.ID, of owner: User.ID, at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO views (id, owner_id, list, name, query, is_shared, created_at, updated_at)
            VALUES (
              \(id), \(owner), \(details.list), \(details.name), \(details.query), \(details.isShared), \(now), \(now))
            """)
    }

    /// Changes a view that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed; nothing is written then.
    package func update(_ view: SavedView, at now: Date) throws(DatabaseError) -> Bool {
        let details = view.details
        let changed = try connection.execute(
            """
            UPDATE views
            SET name = \(details.name), query = \(details.query), is_shared = \(details.isShared),
              updated_at = \(now), version = version + 1
            WHERE id = \(view.id) AND version = \(view.version)
            """)
        return changed == 1
    }

    /// Deletes a view that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed or it was deleted; nothing is written then.
    package func remove(_ view: SavedView) throws(DatabaseError) -> Bool {
        let removed = try connection.execute(
            """
            DELETE FROM views
            WHERE id = \(view.id) AND version = \(view.version)
            """)
        return removed == 1
    }

    /// One page of a user's own views and the shared ones, by name, and how many there are in all.
    package func page(
        _ page: Page, for user: User.ID, of list: SavedView.List? = nil
    ) throws(DatabaseError) -> (views: [SavedView], total: Int) {
        let narrowed: SQL = list.map { "AND list = \($0)" } ?? ""
        let seen: SQL = """
            (
              SELECT \(Self.columns) FROM views WHERE owner_id = \(user) \(narrowed)
              UNION ALL
              SELECT \(Self.columns) FROM views WHERE is_shared = TRUE AND owner_id <> \(user) \(narrowed)) AS seen
            """
        let total = try connection.fetchValue("SELECT COUNT(*) FROM \(seen)", as: Int.self) ?? 0
        guard page.offset < total else { return ([], total) }
        let views: [SavedView] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(seen)
            ORDER BY name, id
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (views, total)
    }
}
