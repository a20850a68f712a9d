import Routing
import Values

/// A name given at sign-in: a user name or an e-mail address, in lower case.
package enum SignInName: Sendable, Hashable {
    /// Of the form of a user name.
    case username(String)
    /// Of the form of a mail address.
    case email(String)
    /// Of neither form: no account has it.
    case nobody(String)

    /// The name that was written, outer white space aside.
    package init(_ written: String) {
        let name = written.trimmed
        if Username.isValid(name) {
            self = .username(name.lowercased())
        } else if let email = EmailAddress(name) {
            self = .email(email.text)
        } else {
            self = .nobody(name.lowercased())
        }
    }

    /// The name in lower case.
    package var text: String {
        switch self {
        case .username(let text), .email(let text), .nobody(let text): text
        }
    }
}

/// The rule of user names.
package enum Username {
    /// How many characters a user name has.
    package static let length = 3...50

    /// Whether a text is 3 to 50 of `[A-Za-z0-9_-]`.
    package static func isValid(_ text: String) -> Bool {
        length.contains(text.utf8.count) && text.utf8.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
