package import FoundationEssentials
import Frame
package import MariaDB
import Values

/// Invitations in the database: the digests of their tokens only.
package struct InvitationStore {
    private let connection: Connection

    /// The invitations, over a connection.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Keeps a new invitation.
    func add(
        _ invitation: Invitation, digest: [UInt8], by sender: User.ID, at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO invitations (id, digest, email, name, role, role_name, invited_by, created_at, expires_at)
            VALUES (
              \(invitation.id), \(digest), \(invitation.email.text), \(invitation.name), \(invitation.role),
              \(invitation.roleName), \(sender), \(now), \(invitation.expiresAt))
            """)
    }

    /// The invitation of a valid token whose sender may still add users of its role.
    func find(_ digest: [UInt8], at now: Date) throws(DatabaseError) -> Invitation? {
        let found: Sent? = try connection.fetchFirst(
            """
            SELECT invitations.id AS id, invitations.email AS email, invitations.name AS name, invitations.role AS role,
              invitations.role_name AS role_name, invitations.expires_at AS expires_at, users.role AS sender_role
            FROM invitations
            JOIN users ON users.id = invitations.invited_by
            WHERE invitations.digest = \(digest)
              AND invitations.ended_at IS NULL
              AND invitations.expires_at > \(now)
              AND users.is_active = TRUE
            """)
        guard let found, let invitation = found.invitation else { return nil }
        let mayAdd = found.senderRole.permissions.contains(.manageUsers) && invitation.role.isWithin(found.senderRole)
        return mayAdd ? invitation : nil
    }

    /// Uses a token up; whether it was valid until now.
    func end(_ digest: [UInt8], at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE invitations
            SET ended_at = \(now)
            WHERE digest = \(digest)
              AND ended_at IS NULL
              AND expires_at > \(now)
            """) > 0
    }

    /// Makes all earlier invitations of an address void.
    func endAll(to email: EmailAddress, at now: Date) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE invitations
            SET ended_at = \(now)
            WHERE email = \(email.text)
              AND ended_at IS NULL
            """)
    }

    /// Removes up to 1,000 invitations that expired; how many. For the sweep.
    package func removeExpired(at now: Date) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            DELETE FROM invitations
            WHERE expires_at <= \(now)
            ORDER BY expires_at, digest
            LIMIT 1000
            """)
    }

    /// An invitation with the present role of its sender.
    private struct Sent: RowDecodable {
        let invitation: Invitation?
        let senderRole: Role

        init(row: borrowing Row) throws(DatabaseError) {
            let email: String = try row["email"]
            let (id, name): (Invitation.ID, String?) = (try row["id"], try row["name"])
            let (role, roleName): (Role, String) = (try row["role"], try row["role_name"])
            let expiresAt: Date = try row["expires_at"]
            invitation = EmailAddress(email).map {
                Invitation(id: id, email: $0, name: name, role: role, roleName: roleName, expiresAt: expiresAt)
            }
            senderRole = try row["sender_role"]
        }
    }
}
