import Accounts
package import FoundationEssentials
import Frame
package import MariaDB
package import Routing
import StoredSettings
import Values

/// Why a lead has the owner that a rule gave it, and whom the rules would choose now. Nothing is locked or changed.
///
/// Source: SPEC section 16, "Assignment".
package struct HandoutExplanation {
    /// A rule of now, and the conditions that the lead does not fulfil.
    private struct Judged {
        let rule: HandoutRule
        let failed: [HandoutField]
    }

    private let subject: HandoutSubject
    private let record: HandoutRecord?
    private let judged: [Judged]
    /// What the rule of the lead would choose.
    private let next: HandoutChoice?
    private let users: [User.ID: User]

    /// The explanation of a lead; nil when there is none.
    ///
    /// - Throws: `DatabaseError`.
    package init?(of id: Lead.ID, _ connection: Connection, at now: Date = Date()) throws {
        let store = HandoutStore(connection)
        guard let subject = try store.find(id) else { return nil }
        self.subject = subject
        record = try store.record(of: id)
        let rules = HandoutRules(try ConfigStore(connection).snapshot())
        judged = rules.rules.map { rule in
            Judged(rule: rule, failed: rule.conditions.filter { !$0.holds(for: subject) }.map(\.field))
        }
        let rule = rules.rule(for: subject)
        let named = (rule?.users ?? []) + (record?.skipped.map(\.user) ?? [])
        users = try AccountStore(connection).find(
            Array(Set(named + [record?.user, subject.lead.ownerID].compactMap(\.self))))
        guard let rule else {
            next = nil
            return
        }
        let openLeads = rule.how == .fewestOpen ? try store.openLeads(of: rule.users) : [:]
        let turn = try store.turns(of: [rule]).first ?? HandoutTurn()
        next = HandoutChoice(among: rule.order(after: turn, openLeads: openLeads)) { [users] user in
            guard let user = users[user] else { return .inactive }
            return user.absence(at: now)
        }
    }

    private func name(of id: User.ID?) -> String { id.flatMap { users[$0]?.username ?? $0.text } ?? "no one" }

    private func text(of skipped: [HandoutChoice.Skipped]) -> String {
        skipped.map { "\(name(of: $0.user)) (\($0.absence.text))" }.joined(separator: ", ")
    }
}

extension HandoutExplanation {
    /// The explanation for people.
    package var lines: [String] {
        var lines = ["lead \(subject.lead.id.text): owner \(name(of: subject.lead.ownerID))"]
        if let record {
            let rule = record.rule.map { "rule \"\($0)\"" } ?? "no rule"
            lines.append("handed out \(Instant.text(record.at)) by \(rule): \(name(of: record.user))")
            if !record.skipped.isEmpty { lines.append("  passed over: \(text(of: record.skipped))") }
            if let moment = record.handedOverAt { lines.append("handed over \(Instant.text(moment))") }
        } else {
            lines.append("not handed out by a rule")
        }
        for (index, each) in judged.enumerated() {
            let failed = each.failed.map(\.name).joined(separator: ", ")
            let isFirst = each.failed.isEmpty && judged[..<index].allSatisfy { !$0.failed.isEmpty }
            let verdict =
                isFirst ? "decides" : failed.isEmpty ? "matches, but comes later" : "does not match: \(failed)"
            lines.append("rule \"\(each.rule.name)\" (\(each.rule.how.rawValue)): \(verdict)")
            guard isFirst, let next else { continue }
            lines.append("  next: \(name(of: next.user))")
            if !next.skipped.isEmpty { lines.append("  passed over: \(text(of: next.skipped))") }
        }
        if judged.isEmpty { lines.append("no rules") }
        return lines
    }
}

extension HandoutExplanation: JSONWritable {
    /// The explanation for scripts.
    package func write(to object: inout JSONObjectWriter) {
        object.add("lead_id", subject.lead.id.text)
        object.add("owner", json: json(of: subject.lead.ownerID))
        object.add("handed_out", json: record.map(json(of:)) ?? .null)
        let rules = judged.map { each -> JSON in
            [
                "name": .string(each.rule.name), "how": .string(each.rule.how.rawValue),
                "matches": .boolean(each.failed.isEmpty), "failed": .array(each.failed.map { .string($0.name) }),
            ]
        }
        object.add("rules", json: .array(rules))
        object.add("rule", judged.first { $0.failed.isEmpty }?.rule.name)
        object.add("next", json: json(of: next?.user))
        object.add("skipped", json: json(of: next?.skipped ?? []))
    }

    private func json(of user: User.ID?) -> JSON {
        user.map { ["id": .string($0.text), "username": .string(name(of: $0))] } ?? .null
    }

    private func json(of skipped: [HandoutChoice.Skipped]) -> JSON {
        .array(
            skipped.map { each -> JSON in
                var members: Members<JSON> = [
                    "id": .string(each.user.text), "username": .string(name(of: each.user)),
                ]
                if case .away(let moment) = each.absence { members["away_until"] = .string(Instant.text(moment)) }
                return .object(members)
            })
    }

    private func json(of record: HandoutRecord) -> JSON {
        [
            "rule": record.rule.map(JSON.string) ?? .null, "at": .string(Instant.text(record.at)),
            "user": json(of: record.user), "skipped": json(of: record.skipped),
            "handed_over_at": record.handedOverAt.map { .string(Instant.text($0)) } ?? .null,
        ]
    }
}
