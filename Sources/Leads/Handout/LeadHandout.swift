import FoundationEssentials
import Frame
import MariaDB
import Storage

/// Gives new leads without an owner to the users that the rules of the settings `handout` choose.
///
/// It comes first, so that all that follows is derived of the lead with its owner. A lead whose owner staff have set before keeps what
/// staff have set, also when that is no owner; one that is closed already has no need of an owner.
struct LeadHandout: FollowUpStep {
    let name = "handout"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        let rules = HandoutRules(batch.config)
        guard !rules.rules.isEmpty else { return }
        let free = try leads(of: batch, connection)
        let forms = rules.askForForms ? Set(free.compactMap(\.through?.form)) : []
        let slugs = try FormStore(connection).slugs(of: Array(forms))
        let matched = free.compactMap { new in
            let names = new.through.flatMap { slugs[$0.form] } ?? []
            let subject = HandoutSubject(lead: new.lead, form: new.form, through: new.through, slugs: names)
            return rules.rule(for: subject).map { (new: new, rule: $0) }
        }
        guard !matched.isEmpty else { return }
        let needed = rules.rules.filter { rule in matched.contains { $0.rule.name == rule.name } }
        var desk = try HandoutDesk(needed, connection, at: batch.moment)
        let handouts = matched.map { new, rule in
            Handout(lead: new.id, rule: rule.name, choice: desk.choose(by: rule))
        }
        try desk.keepTurns()
        let assignments = zip(matched, handouts).compactMap { matched, handout in
            handout.choice.user.map { LeadAssignment(lead: matched.new.lead, owner: $0, rule: handout.rule) }
        }
        batch.assign(assignments) { desk.user($0)?.email }
        try HandoutStore(connection).record(handouts, at: batch.moment)
        let left = zip(matched, handouts).filter { $0.1.choice.user == nil }
        if !left.isEmpty {
            try HandoutMails(batch.settings, batch.config, connection).add(
                left.map { .unassigned($0.0.new.lead, rule: $0.1.rule) })
        }
    }

    /// The leads whose owner no one has decided on.
    private func leads(of batch: FollowUpBatch, _ connection: Connection) throws -> [NewLead] {
        let free = batch.leads.filter { $0.lead.ownerID == nil && $0.lead.status.isOpen }
        // Only of what was changed there is a history.
        let changed = free.filter { $0.lead.version > 1 }.map(\.id)
        guard !changed.isEmpty else { return free }
        let decided = try HandoutStore(connection).everOwned(changed)
        return free.filter { !decided.contains($0.id) }
    }
}
