package import Routing

/// A number of the Brazilian tax register, its check digits verified: a person's CPF or a company's CNPJ.
///
/// A CPF has 11 digits. A CNPJ has 12 characters, digits alone or with capital letters among them, and 2 check digits. What people
/// write between them (`.`, `-`, `/`, blanks) is dropped, letters count in either case, and a number that is one digit over and over
/// is refused: it satisfies the check digits but is never issued.
///
/// Source: the check digits by modulo 11 and, for letters, value = ASCII − 48: Instrução Normativa RFB 2.229/2024, Annex XV.
package struct TaxDocument: Hashable, Sendable, CustomStringConvertible {
    /// The kind of its owner.
    package enum Kind: String, Sendable, CaseIterable {
        /// A person's.
        case cpf
        /// A company's.
        case cnpj
    }

    /// The most bytes of a normalised number.
    package static let maximumBytes = 14
    private static let maximumWrittenBytes = 40

    /// The kind of its owner.
    package let kind: Kind
    /// The number without punctuation, letters in upper case.
    package let text: String

    /// The number in a text; nil for text that is not a number.
    package init?(_ written: String) {
        guard written.utf8.count <= Self.maximumWrittenBytes else { return nil }
        let signs = written.utf8.filter { !Self.separators.contains($0) }.map(Self.uppercased)
        let kind: Kind
        switch signs.count {
        case 11: kind = .cpf
        case 14: kind = .cnpj
        default: return nil
        }
        let (body, check) = (signs.dropLast(2), signs.suffix(2))
        guard check.allSatisfy(Self.isDigit),
            body.allSatisfy({ Self.isDigit($0) || kind == .cnpj && Self.isLetter($0) }),
            Set(signs).count > 1
        else { return nil }
        let first = Self.checkDigit(of: body, largestWeight: kind == .cpf ? 11 : 9)
        let second = Self.checkDigit(of: body + [first], largestWeight: kind == .cpf ? 11 : 9)
        guard check.elementsEqual([first, second]) else { return nil }
        self.kind = kind
        text = String(decoding: signs, as: UTF8.self)
    }

    /// The number.
    package var description: String { text }

    private static let separators = Set(".-/ ".utf8)

    /// The sign that the sum of the signs, weighted from the right by 2, 3, … and again from 2 after the largest weight, asks for.
    private static func checkDigit(of signs: ArraySlice<UInt8>, largestWeight: Int) -> UInt8 {
        var sum = 0
        for (place, sign) in signs.reversed().enumerated() {
            sum += (Int(sign) - 48) * (place % (largestWeight - 1) + 2)
        }
        let remainder = sum % 11
        return UInt8(ascii: "0") + UInt8(remainder < 2 ? 0 : 11 - remainder)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
    }

    private static func uppercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte ? byte - 0x20 : byte
    }
}

extension Rule where Value == TaxDocument {
    /// A CPF or a CNPJ.
    package static let taxDocument = rule(
        TaxDocument.Kind.allCases,
        Fault("Must be a valid CPF or CNPJ.", pt: "Deve ser um CPF ou CNPJ válido."))

    /// A CNPJ.
    package static let cnpj = rule([.cnpj], Fault("Must be a valid CNPJ.", pt: "Deve ser um CNPJ válido."))

    private static func rule(_ kinds: [TaxDocument.Kind], _ fault: Fault) -> Rule {
        Rule(.string) { (value) throws(Fault) in
            guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
            guard written.isVisible else { throw .missing }
            guard let document = TaxDocument(written), kinds.contains(document.kind) else { throw fault }
            return document
        }
    }
}
