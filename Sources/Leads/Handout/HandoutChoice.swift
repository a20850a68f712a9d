package import Accounts
import FoundationEssentials
package import Frame
import MariaDB

/// Whom a rule chose, and who would have come before.
package struct HandoutChoice: Sendable, Equatable {
    /// Nil when no user of the rule is available.
    package let user: User.ID?
    /// In the order in which they were asked.
    package let skipped: [Skipped]

    /// Whether no one was passed over.
    var isFirst: Bool { user != nil && skipped.isEmpty }

    /// A user who was passed over.
    package struct Skipped: Sendable, Equatable {
        package let user: User.ID
        package let absence: Absence
    }

    /// The first of some users who is available.
    ///
    /// - Parameter absence: why a user is not.
    init(among users: some Sequence<User.ID>, absence: (User.ID) -> Absence?) {
        var skipped: [Skipped] = []
        for user in users {
            guard let reason = absence(user) else {
                self.init(user: user, skipped: skipped)
                return
            }
            skipped.append(Skipped(user: user, absence: reason))
        }
        self.init(user: nil, skipped: skipped)
    }

    private init(user: User.ID?, skipped: [Skipped]) {
        self.user = user
        self.skipped = skipped
    }
}

/// Whose turn it was last by a rule.
struct HandoutTurn: Sendable, Equatable {
    /// Nil at first.
    var user: User.ID?
    /// The user's place in the rule, by which the turn goes on when the user has left it.
    var place = 0
}

extension HandoutRule {
    /// The users in the order in which the rule asks them.
    ///
    /// - Parameters:
    ///   - turn: the last one, for a rule that goes in turn.
    ///   - openLeads: how many open leads users have, for one that looks at that.
    func order(after turn: HandoutTurn, openLeads: [User.ID: Int]) -> [User.ID] {
        switch how {
        case .roundRobin:
            let last = turn.user.flatMap(users.firstIndex(of:))
            let next = last.map { $0 + 1 } ?? min(turn.place, users.count)
            return Array(users[next...] + users[..<next])
        case .fewestOpen:
            let loads = users.map { openLeads[$0] ?? 0 }
            return users.indices.sorted { (loads[$0], $0) < (loads[$1], $1) }.map { users[$0] }
        }
    }
}

/// Hands leads out by some rules within one transaction, in the order in which it is asked. The turns of the rules are locked and users
/// do not change until the transaction ends.
struct HandoutDesk {
    private let store: HandoutStore
    private let rules: [HandoutRule]
    private let users: [User.ID: User]
    private let now: Date
    private var turns: [HandoutTurn]
    private var openLeads: [User.ID: Int]

    /// The desk of some rules, each once.
    ///
    /// - Throws: `DatabaseError`.
    init(_ rules: [HandoutRule], _ connection: Connection, at now: Date) throws {
        store = HandoutStore(connection)
        self.rules = rules
        self.now = now
        turns = try store.lockTurns(of: rules)
        users = try AccountStore(connection).hold(Array(Set(rules.flatMap(\.users))))
        openLeads = try store.openLeads(of: Array(Set(rules.filter { $0.how == .fewestOpen }.flatMap(\.users))))
    }

    /// Who was away, and who has an address.
    func user(_ id: User.ID?) -> User? { id.flatMap { users[$0] } }

    /// The choice of a rule of the desk; the next one takes it into account.
    mutating func choose(by rule: HandoutRule) -> HandoutChoice {
        guard let index = rules.firstIndex(where: { $0.name == rule.name }) else {
            preconditionFailure("the desk has the rules that it is asked for")
        }
        let choice = HandoutChoice(among: rule.order(after: turns[index], openLeads: openLeads)) { user in
            guard let user = users[user] else { return .inactive }
            return user.absence(at: now)
        }
        if let user = choice.user {
            turns[index] = HandoutTurn(user: user, place: rule.users.firstIndex(of: user) ?? 0)
            openLeads[user, default: 0] += 1
        }
        return choice
    }

    /// Keeps the turns for the next transaction.
    ///
    /// - Throws: `DatabaseError`.
    func keepTurns() throws { try store.keep(turns, of: rules) }
}
