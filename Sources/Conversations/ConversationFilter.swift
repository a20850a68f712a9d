import CRM
import Leads
import MariaDB
import Messaging
import Values

/// Which conversations a list shows.
struct ConversationFilter: Sendable {
    /// How many of the newest conversations a filter looks at.
    static let newest = 10_000

    /// What a text finds.
    struct Match: Sendable {
        /// How many leads, and how many customers, of a name are looked up.
        private static let people = 100
        /// The fewest digits that are looked for in numbers.
        private static let digits = 3

        /// The keys of the numbers of people.
        let keys: [String]
        /// A part of a number; nil if the text is none.
        let digits: String?

        /// The numbers of the people whom a text finds; and numbers that contain it, signs aside.
        ///
        /// - Throws: `DatabaseError`, or what the search throws.
        init(_ text: String, _ connection: Connection) throws {
            let phones =
                try CustomerStore(connection).phones(finding: text, atMost: Self.people)
                + LeadStore(connection).phones(finding: text, atMost: Self.people)
            let people = phones.compactMap { WhatsAppAddress($0.text)?.key }
            let digits = text.utf8.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            let isNumber = digits.count >= Self.digits && text.utf8.allSatisfy { "0123456789+-(). ".utf8.contains($0) }
            self.digits = isNumber ? String(decoding: digits, as: UTF8.self) : nil
            keys = people + [WhatsAppAddress(self.digits ?? text)?.key].compactMap(\.self)
        }
    }

    /// Whether unread messages are required (`true`) or excluded (`false`).
    var isUnread: Bool?
    var match: Match?
}
