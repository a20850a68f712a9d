package import FoundationEssentials
import HTTP
package import MariaDB
package import Routing
import Values

/// The first and the last touch of a person before a submission, as the submission stated them; never changed.
///
/// Source: SPEC section 15.
package struct Attribution: Sendable, Equatable {
    package let first: Touch?
    package let last: Touch?

    /// The member of a lead, and the column.
    static let member = "attribution"
    /// The most bytes of a text that is read: every value of both touches at its full length, each character escaped.
    private static let textBytes = 65_536

    /// Of a submission that stated neither.
    package init() { (first, last) = (nil, nil) }

    /// A single visit, which is the first and the last.
    init(of touch: Touch) { (first, last) = (touch, touch) }

    private init(reading json: JSON) {
        func touch(_ name: String) -> Touch? {
            guard case .object(let members)? = json[name] else { return nil }
            return Touch(reading: members)
        }
        (first, last) = (touch("first"), touch("last"))
    }

    /// Reads `{"first", "last"}`, or a text of it; nil for anything else.
    init?(_ value: RawValue) {
        if case .json(.object(let members)) = value {
            self.init(reading: .object(members))
            return
        }
        // What is malformed is ignored, whatever is wrong with it.
        guard let text = value.string, text.utf8.count <= Self.textBytes,
            let json = try? JSONText.parse(Array(text.utf8)), case .object = json
        else { return nil }
        self.init(reading: json)
    }

    /// The visit to the page of ours that a form without scripts was sent from: the query of that page. Nil for a page of another host,
    /// and for a query that says nothing.
    ///
    /// - Parameters:
    ///   - page: the address of the page, as the request names it in `Referer`.
    ///   - host: our own, as the request names it.
    package init?(ofPage page: String?, on host: String?, at moment: Date) {
        guard let page, let host, page.utf8.count <= Request.targetBytes,
            let scheme = ["https://", "http://"].first(where: { page.hasPrefix($0) })
        else { return nil }
        let rest = page.utf8.dropFirst(scheme.utf8.count).prefix { $0 != UInt8(ascii: "#") }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard Self.name(of: authority).isBytewise(Self.name(of: host.utf8[...])) else { return nil }
        let target = rest.dropFirst(authority.count)
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let query = Substring(target.dropFirst(path.count + 1))
        // A query that cannot be read says nothing.
        guard let parameters = try? FormText.pairs(in: query),
            let touch = Touch(of: parameters, on: path.isEmpty ? "/" : String(Substring(path)), at: moment)
        else { return nil }
        self.init(of: touch)
    }

    /// A host without its port.
    private static func name(of authority: Substring.UTF8View) -> String {
        guard let colon = authority.lastIndex(of: UInt8(ascii: ":")),
            authority[colon...].dropFirst().allSatisfy({ 0x30...0x39 ~= $0 })
        else { return Substring(authority).lowercased() }
        return Substring(authority[..<colon]).lowercased()
    }

    /// The value of the column; nil for none.
    package var stored: String? {
        guard self != Attribution() else { return nil }
        return String(decoding: JSONText.bytes(ofWritable: self), as: UTF8.self)
    }
}

extension Attribution: ColumnDecodable {
    /// Reads what `stored` wrote.
    package init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        // It is no JSON, whatever else is wrong with it.
        guard let json = try? JSONText.parse(text) else { throw column.undecodable }
        self.init(reading: json)
    }
}

extension Attribution: JSONWritable, Described {
    /// Writes both; one that was not stated is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("first", first)
        object.add("last", last)
    }

    /// The shape of SPEC section 15.
    package static let schema = Schema.object(
        "Attribution", [.required("first", Touch.schema.orNull), .required("last", Touch.schema.orNull)])
}

extension Rule where Value == Attribution {
    /// Both touches, or a JSON text of them. What is malformed is treated as missing.
    static let attribution = Rule(.anyOf([.string, .map(of: .anything)])) { (value) throws(Fault) in
        guard let attribution = Attribution(value) else { throw .missing }
        return attribution
    }
}
