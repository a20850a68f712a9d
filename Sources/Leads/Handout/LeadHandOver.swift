import Accounts
package import Environment
package import FoundationEssentials
package import Frame
package import MariaDB
package import StoredSettings

/// Hands a lead over, once: from its owner to the next available user of its rule.
///
/// Its rule is the one that assigned it; where that was removed, or staff set the owner, the first that matches it now. A rule that goes in
/// turn goes on after the present owner, and its own turn stays what it is; one that looks at open leads chooses the others by them. Without
/// a rule, or anyone else available, the lead stays with its owner. Managers are mailed in either case.
///
/// Source: SPEC section 16, "Response time".
package struct LeadHandOver {
    /// The result for one lead.
    package enum Outcome: Sendable, Equatable {
        /// It has another owner.
        case handedOver(to: User.ID)
        /// It has no rule, or no one else of the rule is available.
        case kept
        /// It was handed over before, or is gone; nothing was done.
        case none
    }

    private let connection: Connection
    private let store: HandoutStore
    private let settings: Settings
    private let config: ConfigSnapshot

    /// Hand-overs by the rules of the stored settings.
    package init(_ connection: Connection, _ settings: Settings, _ config: ConfigSnapshot) {
        self.connection = connection
        store = HandoutStore(connection)
        self.settings = settings
        self.config = config
    }

    /// Hands a lead over, unless it was before. Call inside a transaction; the row of the lead is locked until its end.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    package func run(_ id: Lead.ID, at now: Date) throws -> Outcome {
        guard let subject = try store.lock(id) else { return .none }
        let record = try store.record(of: id)
        guard try store.claimHandOver(of: id, recorded: record, at: now) else { return .none }
        let owner = try subject.lead.ownerID.flatMap { try AccountStore(connection).find($0) }
        let mails = HandoutMails(settings, config, connection)
        let rules = HandoutRules(config)
        guard let rule = record?.rule.flatMap(rules.rule(named:)) ?? rules.rule(for: subject) else {
            try mails.add([.handedOver(subject.lead, from: owner, to: nil, rule: nil)])
            return .kept
        }
        let (choice, next) = try choose(by: rule, after: subject.lead.ownerID, at: now)
        try store.recordHandOver(of: id, by: rule, choice)
        guard let next else {
            try mails.add([.handedOver(subject.lead, from: owner, to: nil, rule: rule.name)])
            return .kept
        }
        try LeadStore(connection).assign(
            [LeadAssignment(lead: subject.lead, owner: next.id, rule: rule.name)], at: now)
        try mails.add([.handedOver(subject.lead, from: owner, to: next, rule: rule.name)])
        return .handedOver(to: next.id)
    }

    private func choose(
        by rule: HandoutRule, after owner: User.ID?, at now: Date
    ) throws -> (choice: HandoutChoice, user: User?) {
        let users = try AccountStore(connection).hold(rule.users)
        let place = owner.flatMap(rule.users.firstIndex(of:))
        let turn =
            try place.map { HandoutTurn(user: owner, place: $0) } ?? store.turns(of: [rule]).first ?? HandoutTurn()
        let openLeads = rule.how == .fewestOpen ? try store.openLeads(of: rule.users) : [:]
        let others = rule.order(after: turn, openLeads: openLeads).filter { $0 != owner }
        let choice = HandoutChoice(among: others) { user in
            guard let user = users[user] else { return .inactive }
            return user.absence(at: now)
        }
        return (choice, choice.user.flatMap { users[$0] })
    }
}
