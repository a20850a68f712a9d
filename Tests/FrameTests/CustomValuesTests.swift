import FoundationEssentials
import Routing
import TestSupport
import Testing
import Values

@testable import Frame

/// The values of own fields of a record.
@Suite struct CustomValuesTests {
    private static let fields = CustomFieldSet(
        [("a", CustomField.Kind.text), ("b", .integer), ("c", .email), ("d", .choices), ("e", .longText)].map {
            key, kind in
            CustomField(
                CustomField.ID(), of: .lead, key: key, kind: kind, .init(label: Text(key, pt: key)),
                at: Date(timeIntervalSince1970: 0))
        })

    @Test func `values are in the order of the fields, and so are their words`() {
        let given: Members<JSON> = ["e": "five", "gone": "x", "d": ["x"], "c": "three", "b": 2, "a": "one"]
        let values = CustomValues(given, of: Self.fields)
        #expect(values.members.keys == ["a", "b", "c", "d", "e"])
        #expect(values.words == "one\nthree\nfive")
        #expect(values.stored == #"{"a":"one","b":2,"c":"three","d":["x"],"e":"five"}"#)
        let ordered = CustomValues(["a": "one", "e": "five"], of: Self.fields)
        #expect(ordered.members.keys == ["a", "e"] && ordered.words == "one\nfive")
        #expect(CustomValues(["b": 2], of: Self.fields).words == nil)
    }

    @Test func `the values of fields that are being deleted stay at the end, in their order`() {
        var values = CustomValues(said: ["z": "26", "c": "three", "y": "25"])
        values.set([("a", "one"), ("b", 2), ("c", nil), ("e", "five"), ("b", nil)], of: Self.fields)
        #expect(values.members.keys == ["a", "e", "z", "y"])
        #expect(values.words == "one\nfive")
        values.set("b", to: 3, of: Self.fields)
        #expect(values.members.keys == ["a", "b", "e", "z", "y"])
    }
}
