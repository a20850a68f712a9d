package import Routing

/// What a password must be like.
///
/// Source: SPEC section 4; after NIST SP 800-63B §3.1.1.2 (length, Unicode, block list).
package struct PasswordPolicy: Sendable {
    /// How many bytes of UTF-8 a password may have, in NFC.
    package static let bytes = 8...72
    /// From how many bytes on it may be made of anything.
    package static let anythingFromBytes = 15
    /// The most bytes of a block list, and the most passwords in it.
    package static let listBytes = 16 << 20
    /// The most passwords of a block list that are kept.
    package static let listedPasswords = 1_000_000

    private let common: Set<String>

    /// A policy with the block list that ships with the product.
    package init() {
        common = Self.folded(CommonPasswords.text)
    }

    /// A policy with a block list of one password a line, in UTF-8.
    package init(blockList text: String) {
        common = Self.folded(text)
    }

    /// What is wrong with a password; empty when nothing is.
    ///
    /// - Parameter names: what it must not be, in any case: the user's name and mail address.
    package func faults(of password: String, names: [String]) -> [Fault] {
        let password = password.inNFC
        var faults: [Fault] = []
        if password.utf8.contains(0) {
            faults.append(Fault("Must not hold a NUL character.", pt: "Não pode conter o caractere NUL."))
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
        let folded = Self.folded(password[...])
        if names.contains(where: { Self.folded($0[...]) == folded }) {
            faults.append(
                Fault("Must not be the user name or e-mail.", pt: "Não pode ser o nome de usuário nem o e-mail."))
        }
        if common.contains(folded) {
            faults.append(Fault("Is too common a password.", pt: "É uma senha comum demais."))
        }
        return faults
    }

    /// The bytes of a password that are hashed: its NFC, so that one password typed on two keyboards is one.
    package static func bytes(of password: String) -> [UInt8] {
        Array(password.inNFC.utf8)
    }

    private static func isMixed(_ password: String) -> Bool {
        let scalars = password.unicodeScalars
        return scalars.contains { $0.properties.isUppercase } && scalars.contains { $0.properties.isLowercase }
            && scalars.contains { $0.properties.generalCategory == .decimalNumber }
    }

    private static func folded(_ password: Substring) -> String {
        password.inNFC.lowercased()
    }

    private static func folded(_ list: String) -> Set<String> {
        var common: Set<String> = []
        for line in list.split(whereSeparator: \.isNewline).prefix(listedPasswords) { common.insert(folded(line)) }
        return common
    }
}
