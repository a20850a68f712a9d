import FoundationEssentials
import Routing
import Testing

enum Colour: String, CaseIterable, Sendable {
    case red, green
}

@Suite struct RuleTests {
    @Test(arguments: [("a\r\nb", "a\nb"), (" \n a\tb \n", "a\tb"), ("x", "x")])
    func `text keeps its lines and loses the blanks around it`(written: String, text: String) throws {
        #expect(try Rule<String>.text(1...5).read(.text(written)) == text)
    }

    @Test(arguments: ["", " \n ", "a\u{0}b", "a\u{7F}", "a\rb", "abcdef"])
    func `text is refused when it is empty, too long, or holds other control characters`(written: String) {
        #expect(throws: Fault.self) { try Rule<String>.text(1...5).read(.text(written)) }
    }

    /// What a rule makes of a value: the value, or nil for a fault.
    private func read<Value>(_ rule: Rule<Value>, _ value: RawValue) -> Value? {
        do {
            return try rule.read(value)
        } catch {
            return nil
        }
    }

    @Test(arguments: [
        ("Ada", "Ada"), ("  Ada \u{A0}", "Ada"), ("é🙂x", "é🙂x"), ("a b", "a b"), ("", nil), ("   ", nil),
        ("abcdef", nil),
        ("a\nb", nil), ("\tAda", nil), ("Ada\r\n", nil), ("a\u{0}", nil), ("a\u{85}b", nil), ("a\u{2028}b", nil),
        ("a<b", nil), ("a>b", nil), ("\u{7F}", nil),
    ])
    func `a line is trimmed, has no control character and keeps its length`(text: String, line: String?) {
        let rule = Rule<String>.line(1...5, refusing: "<>")
        #expect(read(rule, .text(text)) == line)
        #expect(read(rule, .json(.string(text))) == line)
    }

    @Test(arguments: [
        "\u{200B}", "\u{A0}", "\u{A0}\u{200B} \u{FEFF}", "\u{2060}", "\u{AD}", "\u{2800}", "\u{3164}",
        "\u{115F}\u{FFA0}",
        "\u{301}", " \u{301}", "\u{20DD}", "\u{93E}", "\u{E0041}", "\u{FE0F}", "\u{202E}", "\u{FFFE}", "\u{34F}",
    ])
    func `a text that shows nothing is missing`(text: String) {
        #expect(!text.isVisible)
        #expect(throws: Fault.missing) { try Rule<String>.line(1...9).read(.text(text)) }
        #expect(throws: Fault.missing) { try Rule<String>.text(1...9).read(.json(.string(text))) }
    }

    @Test(arguments: ["a", "é", "e\u{301}", "\u{200B}a", "中", "🙂", "ا", "ー", ".", "\u{1F468}\u{200D}\u{1F469}", "का"])
    func `a text of which something shows is there`(text: String) {
        #expect(text.isVisible)
        #expect(read(.line(1...9), .text(text)) == text)
    }

    @Test func `the length of a line counts Unicode scalars`() {
        #expect(read(.line(1...2), .text("e\u{301}")) == "e\u{301}")
        #expect(read(.line(1...1), .text("e\u{301}")) == nil)
        #expect(read(.line(1...1), .text("🙂")) == "🙂")
        #expect(read(.line(0...1), .text(" ")) == "")
    }

    @Test func `says which fault it is`() {
        #expect(throws: Fault.missing) { try Rule<String>.line(1...5).read(.text(" ")) }
        #expect(throws: Fault.wrongType("a string", pt: "um texto")) { try Rule<String>.line(1...5).read(.json(1)) }
        #expect(throws: Fault("Must have 2 to 3 characters.", pt: "Deve ter de 2 a 3 caracteres.")) {
            try Rule<String>.line(2...3).read(.text("a"))
        }
    }

    @Test(arguments: [.json(1), .json(nil), .json(true), .json([]), .json([:])] as [RawValue])
    func `a value that is not a string is not a text`(value: RawValue) {
        #expect(read(Rule<String>.line(0...5), value) == nil)
        #expect(read(Rule<String>.opaque, value) == nil)
        #expect(read(Rule<Colour>.oneOf(), value) == nil)
    }

    @Test(arguments: ["login.failed", "a", "A-z_0.9", String(repeating: "a", count: 40)])
    func `a declared name is of ASCII letters, digits and three marks`(name: String) throws {
        #expect(try Rule<String>.declaredName.read(.text(name)) == name)
    }

    @Test(arguments: ["¯°", "é", "a b", "a%", "", String(repeating: "a", count: 41)])
    func `no other text is a declared name`(text: String) {
        #expect(throws: Fault.self) { try Rule<String>.declaredName.read(.text(text)) }
    }

    @Test func `an opaque text stays as it is`() {
        #expect(read(.opaque, .text(" a\n\0 ")) == " a\n\0 ")
        #expect(read(.opaque, .json("")) == "")
    }

    @Test(arguments: [
        ("1", 1), ("10", 10), ("5", 5), ("0", nil), ("11", nil), ("-1", nil), ("", nil), ("1.0", nil), ("1e1", nil),
        (" 1", nil), ("x", nil), ("99999999999999999999", nil),
    ])
    func `a whole number in text is decimal digits within bounds`(text: String, number: Int?) {
        #expect(read(.integer(1...10), .text(text)) == number)
    }

    @Test(arguments: [("3", 3), ("3.0", 3), ("1e1", 10), ("3.5", nil), ("1e30", nil), ("0", nil)])
    func `a whole number in JSON is any number without a fraction`(text: String, number: Int?) throws {
        #expect(read(.integer(1...10), .json(try JSONText.parse(Array(text.utf8)))) == number)
    }

    @Test(arguments: [.json("3"), .json(true), .json(nil), .json([3])] as [RawValue])
    func `another kind of JSON is no number`(value: RawValue) {
        #expect(read(.integer(1...10), value) == nil)
    }

    @Test(
        arguments: [
            (.text("true"), true), (.text("1"), true), (.text("false"), false), (.text("0"), false),
            (.json(true), true),
            (.json(false), false), (.text("yes"), true), (.text("No"), false), (.text("oN"), true),
            (.text("OFF"), false), (.text("True"), true), (.text("FALSE"), false), (.text("t"), nil), (.text("y"), nil),
            (.text("2"), nil), (.text(" true"), nil), (.text("truth"), nil), (.text("ſ"), nil), (.json(1), nil),
            (.json("true"), nil), (.json(nil), nil),
        ] as [(RawValue, Bool?)])
    func `a truth is true or false, as text in any case also 1 and 0, yes and no, on and off`(
        value: RawValue, truth: Bool?
    ) {
        #expect(read(.boolean, value) == truth)
    }

    @Test(arguments: [("red", Colour.red), ("verde", .green), ("Red", nil), ("blue", nil), ("", nil)])
    func `one of some names, or of those that mean the same`(name: String, colour: Colour?) {
        let rule = Rule<Colour>.oneOf(aliases: ["verde": .green])
        #expect(read(rule, .text(name)) == colour)
        #expect(rule.schema.definition["enum"] == ["red", "green", "verde"])
    }

    @Test(arguments: [("  a b  ", "a b"), ("\u{3000}a\u{A0}", "a"), ("", ""), ("  ", ""), ("\ta\n", "\ta\n")])
    func `trimming takes blanks and leaves control characters to be refused`(text: String, trimmed: String) {
        #expect(text.trimmed == trimmed)
    }
}
