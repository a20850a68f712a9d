import FoundationEssentials
import Frame
import Routing
import TestSupport
import Testing
import Values

@testable import Fields

/// A field of a kind, with what its definition says besides.
private func field(
    _ kind: CustomField.Kind, _ change: (inout CustomField.Details) -> Void = { _ in }
) -> CustomField {
    var details = CustomField.Details(label: Text("Size", pt: "Tamanho"))
    change(&details)
    return CustomField(CustomField.ID(), of: .lead, key: "size", kind: kind, details, at: Date())
}

private func read(_ value: RawValue, as kind: CustomField.Kind) throws -> JSON {
    try field(kind) { $0.options = options }.rule.read(value, by: Conventions(country: "BR"))
}

private let options = [
    CustomField.Option(value: "red", label: Text("Red", pt: "Vermelho")),
    CustomField.Option(value: "<b>", label: Text("Bold", pt: "Negrito")),
    CustomField.Option(value: "old", label: Text("Old", pt: "Antigo"), isActive: false),
]

@Suite struct FieldRuleTests {
    @Test(arguments: [
        (CustomField.Kind.text, " a  b ", "a  b"), (.longText, "a\r\nb", "a\nb"), (.money, "5", "5.00"),
        (.date, "2024-02-29", "2024-02-29"), (.choice, "red", "red"), (.choice, " <b> ", "<b>"),
        (.url, "https://example.com/a?b#c", "https://example.com/a?b#c"),
        (.email, "Ana@Example.com", "ana@example.com"),
        (.phone, "(11) 98765-4321", "+5511987654321"), (.document, "529.982.247-25", "52998224725"),
        (.text, "שלום 😀", "שלום 😀"),
    ])
    func `keeps a text in the form of its kind`(kind: CustomField.Kind, given: String, kept: String) throws {
        #expect(try read(.json(.string(given)), as: kind) == .string(kept))
        #expect(try read(.text(given), as: kind) == .string(kept))
    }

    @Test(arguments: [
        (CustomField.Kind.integer, JSON(-7), JSON(-7)),
        (.integer, JSON(9_007_199_254_740_991), JSON(9_007_199_254_740_991)),
        (.money, JSON(12), "12.00"), (.boolean, true, true), (.boolean, false, false),
        (.choices, JSON.array(["<b>", "red", "red"]), JSON.array(["red", "<b>"])),
    ])
    func `keeps a value as JSON has it`(kind: CustomField.Kind, given: JSON, kept: JSON) throws {
        #expect(try read(.json(given), as: kind) == kept)
    }

    @Test func `reads numbers, truths and choices from a form`() throws {
        #expect(try read(.text("12"), as: .integer) == JSON(12))
        #expect(try read(.text("on"), as: .boolean) == true)
        #expect(try read(.text("red"), as: .choices) == JSON.array(["red"]))
    }

    @Test(arguments: [
        (CustomField.Kind.text, JSON.string(String(repeating: "x", count: 201))), (.text, "a\nb"), (.text, JSON(1)),
        (.longText, .string(String(repeating: "x", count: 4_001))), (.integer, "1"),
        (.integer, JSON(9_007_199_254_740_992)),
        (.money, "1.234"), (.money, "10000000000.00"), (.date, "2023-02-29"), (.date, "1/2/2023"), (.boolean, "true"),
        (.boolean, JSON(1)), (.choice, "old"), (.choice, "RED"), (.choice, JSON.array(["red"])), (.choices, "red"),
        (.choices, JSON.array(["old"])),
        (.url, "javascript:alert(1)"), (.url, "data:text/html,x"), (.url, "ftp://example.com"),
        (.url, .string("https://example.com/" + String(repeating: "x", count: 500))), (.email, "x"), (.phone, "1"),
        (.document, "529.982.247-26"),
    ])
    func `refuses what breaks the rule of its kind`(kind: CustomField.Kind, given: JSON) {
        #expect(throws: Fault.self) { try read(.json(given), as: kind) }
    }

    @Test func `bounds are inclusive`() throws {
        let short = field(.text) { ($0.lowest, $0.highest) = (2, 3) }.rule
        for text in ["ab", "abc", "שלם"] { _ = try short.read(.text(text)) }
        for text in ["a", "abcd"] { #expect(throws: Fault.self) { try short.read(.text(text)) } }
        let cents = field(.money) { ($0.lowest, $0.highest) = (-150, 999) }.rule
        for text in ["-1.50", "9.99"] { _ = try cents.read(.text(text)) }
        for text in ["-1.51", "10.00"] { #expect(throws: Fault.self) { try cents.read(.text(text)) } }
        let days = field(.date) { $0.lowest = 0 }.rule
        _ = try days.read(.text("1970-01-01"))
        #expect(throws: Fault.self) { try days.read(.text("1969-12-31")) }
    }

    @Test func `a bound is shown as values are`() throws {
        for (kind, bound, shown) in [
            (CustomField.Kind.money, 150, JSON.string("1.50")), (.date, 31, "1970-02-01"), (.integer, -3, JSON(-3)),
            (.text, 20, JSON(20)),
        ] {
            #expect(kind.json(ofBound: bound) == shown)
            #expect(try kind.boundRule?.read(.json(shown)) == bound)
        }
        #expect(CustomField.Kind.boolean.boundRule == nil && CustomField.Kind.date.json(ofBound: nil) == .null)
    }

    @Test func `the words are those of texts and addresses, in the order of the fields`() {
        let fields = CustomFieldSet([
            CustomField(
                CustomField.ID(), of: .lead, key: "b", kind: .text, .init(label: Text("B", pt: "B")), at: Date()),
            CustomField(
                CustomField.ID(), of: .lead, key: "a", kind: .choice, .init(label: Text("A", pt: "A")), at: Date()),
        ])
        var values = CustomValues(["a": "red", "gone": "x", "b": "Zoë"], of: fields)
        #expect(values.members.keys == ["b", "a"] && values.words == "Zoë")
        values.set("b", to: nil, of: fields)
        #expect(values.words == nil && values.named.map(\.name) == ["custom.a"] && values.stored == #"{"a":"red"}"#)
        values.set("a", to: nil, of: fields)
        #expect(values.isEmpty && values.stored == nil)
    }

    @Test func `a text in one language is that of all`() throws {
        let rule = Rule<Text>.texts(1...20)
        #expect(try rule.read(.json(["pt-BR": "Cor"])) == Text("Cor", pt: "Cor"))
        #expect(try rule.read(.json(["en": "Colour", "pt-BR": "Cor", "fr": "x"])) == Text("Colour", pt: "Cor"))
        #expect(try rule.read(.json("Size")) == Text("Size", pt: "Size"))
        let faults: [JSON] = [["fr": "x"], [:], 1, ["en": .string(String(repeating: "x", count: 21))]]
        for faulty in faults {
            #expect(throws: Fault.self) { try rule.read(.json(faulty)) }
        }
    }

    @Test func `options are unique and have a label each`() throws {
        let rule = Rule<[CustomField.Option]>.options
        #expect(
            try rule.read(.json(.array([["value": "a"], ["value": "b", "label": ["en": "B"], "is_active": false]])))
                == [
                    CustomField.Option(value: "a", label: Text("a", pt: "a")),
                    CustomField.Option(value: "b", label: Text("B", pt: "B"), isActive: false),
                ])
        let many = JSON.array((0...100).map { ["value": .string("\($0)")] })
        let faults: [JSON] = [
            .array([["value": "a"], ["value": "a"]]), .array([["label": "a"]]), .array([["value": ""]]), .array(["a"]),
            many,
        ]
        for faulty in faults {
            #expect(throws: Fault.self) { try rule.read(.json(faulty)) }
        }
    }
}

@Suite struct AnswerTests {
    private static let answers = [
        field(.choices) { $0.options = options }, field(.money) { ($0.lowest, $0.hint) = (1, Text("x", pt: "x")) },
    ]

    @Test(arguments: answers)
    func `has the shape that it declares`(field: CustomField) throws {
        #expect(try AnswerSample("field", field).faults() == [])
    }
}
