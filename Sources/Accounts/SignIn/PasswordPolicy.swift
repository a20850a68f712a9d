package import Frame
import HTTP
package import Routing

/// The rules of passwords.
///
/// Source: SPEC section 4; after NIST SP 800-63B §3.1.1.2 (length, Unicode, block list).
package struct PasswordPolicy: Sendable {
    /// How many bytes of UTF-8 a password may have, in NFC.
    package static let bytes = 8...72
    /// How many bytes a password may have before it is brought to NFC, which is quadratic in its marks: no text of more becomes one of 72,
    /// for a scalar of 2 bytes is written with 7 at most (U+1FBE U+0308 U+0301 for U+0390).
    static let writtenBytes = 288
    /// From how many bytes on it may be made of anything.
    package static let anythingFromBytes = 15
    /// The most bytes of a block list, and the most passwords in it.
    package static let listBytes = 16 << 20
    /// The most passwords of a block list that are kept.
    package static let listedPasswords = 1_000_000

    private let common: Set<ByteText>

    /// A policy with the block list that ships with the product.
    package init() {
        common = Self.folded(CommonPasswords.text)
    }

    /// A policy with a block list of one password a line, in UTF-8.
    package init(blockList text: String) {
        common = Self.folded(text)
    }

    /// The owner of a password, which must be none of their names.
    package struct Owner: Sendable {
        let names: [String]

        /// A user name and a mail address, as far as they are known: neither of them, nor the address's local part, in any case.
        package init(username: String?, email: String?) {
            let localPart = email?.split(separator: "@").first.map(String.init)
            names = [username, email, localPart].compactMap(\.self)
        }

        /// A user.
        package init(_ user: User) { self.init(username: user.username, email: user.email) }
    }

    /// The faults of a password; empty for a valid one.
    package func faults(of password: String, for owner: Owner) -> [Fault] {
        let isWritable = password.utf8.count <= Self.writtenBytes
        let password = isWritable ? password.inNFC : password
        var faults: [Fault] = []
        if password.utf8.contains(0) {
            faults.append(Fault("Must not contain a NUL character.", pt: "Não pode conter o caractere NUL."))
        }
        if password.utf8.count > Self.bytes.upperBound {
            faults.append(
                Fault("Must have at most 72 bytes in UTF-8.", pt: "Deve ter no máximo 72 bytes em UTF-8."))
        } else if password.utf8.count < Self.bytes.lowerBound {
            faults.append(Fault("Must have at least 8 characters.", pt: "Deve ter pelo menos 8 caracteres."))
        } else if password.utf8.count < Self.anythingFromBytes, !Self.isMixed(password) {
            faults.append(
                Fault(
                    "Must have an upper-case letter, a lower-case letter and a digit, or at least 15 characters.",
                    pt: "Deve ter uma letra maiúscula, uma minúscula e um número, ou pelo menos 15 caracteres."))
        }
        guard isWritable else { return faults }
        let folded = Self.folded(password[...])
        if owner.names.contains(where: { Self.folded($0[...]) == folded }) {
            faults.append(
                Fault("Must not be the user name or e-mail.", pt: "Não pode ser o nome de usuário nem o e-mail."))
        }
        if common.contains(ByteText(folded)) {
            faults.append(Fault("This password is too common.", pt: "Esta senha é comum demais."))
        }
        return faults
    }

    /// The bytes of a password that are hashed: its NFC, so that one password typed on two keyboards is one. Of a text that is too long
    /// it is more than 72 of its bytes, which no hash is made of.
    package static func bytes(of password: String) -> [UInt8] {
        guard password.utf8.count <= writtenBytes else { return Array(password.utf8.prefix(bytes.upperBound + 1)) }
        return Array(password.inNFC.utf8)
    }

    private static func isMixed(_ password: String) -> Bool {
        let scalars = password.unicodeScalars
        return scalars.contains { $0.properties.isUppercase } && scalars.contains { $0.properties.isLowercase }
            && scalars.contains { $0.properties.generalCategory == .decimalNumber }
    }

    private static func folded(_ password: Substring) -> String {
        password.inNFC.lowercased()
    }

    private static func folded(_ list: String) -> Set<ByteText> {
        var common: Set<ByteText> = []
        for line in list.split(whereSeparator: \.isNewline).prefix(listedPasswords) {
            common.insert(ByteText(folded(line)))
        }
        return common
    }
}
