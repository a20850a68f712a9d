import Accounts
package import FoundationEssentials
package import Frame
package import MariaDB
import Routing
import Values

/// The choice for a lead by a rule.
struct Handout {
    let lead: Lead.ID
    let rule: String
    let choice: HandoutChoice
}

/// What is kept of the hand-out of a lead.
package struct HandoutRecord: Sendable, Equatable, RowDecodable {
    /// The name of the rule; nil for a lead that no rule matched when it was to be handed over.
    package let rule: String?
    /// Nil when no one was available.
    package let user: User.ID?
    package let skipped: [HandoutChoice.Skipped]
    package let at: Date
    /// When it was handed over, or was to be.
    package let handedOverAt: Date?

    /// The record of a lead that went to the first user of a rule, and is still there.
    init(rule: String, user: User.ID?, at moment: Date) {
        self.rule = rule
        self.user = user
        skipped = []
        at = moment
        handedOverAt = nil
    }

    /// A row of `lead_handouts`.
    package init(row: borrowing Row) throws(DatabaseError) {
        rule = try row["rule"]
        user = try row["user_id"]
        let texts: SkippedTexts = try row["skipped"]
        skipped = texts.skipped
        at = try row["at"]
        handedOverAt = try row["handed_over_at"]
    }
}

extension HandoutChoice {
    /// The skipped users as they are stored: `{"user_id"}`, with `away_until` for someone who was away.
    ///
    /// - Throws: what encoding throws.
    func skippedText() throws -> String {
        let list = skipped.map { skipped -> JSON in
            var members: Members<JSON> = ["user_id": .string(skipped.user.text)]
            if case .away(let moment) = skipped.absence { members["away_until"] = .string(Instant.text(moment)) }
            return .object(members)
        }
        return String(decoding: try JSONText.bytes(of: JSON.array(list)), as: UTF8.self)
    }
}

/// The column of skipped users.
private struct SkippedTexts: ColumnDecodable {
    let skipped: [HandoutChoice.Skipped]

    init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        do {
            skipped = try JSONText.parse(text).elements.compactMap { each in
                each["user_id"]?.userID.map { user in
                    let moment = each["away_until"]?.text.flatMap { Instant.read($0) }
                    return HandoutChoice.Skipped(user: user, absence: moment.map { .away($0) } ?? .inactive)
                }
            }
        } catch {
            throw column.undecodable
        }
    }
}
