public import HTTP

/// Reads the values of one request by their rules and gathers every fault before any is answered.
public final class InputReader {
    /// The most bytes of JSON or form content. Source: SPEC section 2.
    public static let contentBytes = 1_048_576

    /// The request.
    public let request: Request
    private let segments: [String: String]
    private var queryPairs: [(name: String, value: String)]?
    private var members: [String: JSON]?
    private var formPairs: [(name: String, value: String)]?
    private var faults: [String: [Text]] = [:]

    /// A reader of a request whose path was matched.
    public init(_ request: Request, segments: [String: String]) {
        self.request = request
        self.segments = segments
    }

    /// A value of the path.
    ///
    /// - Throws: `APIError.notFound` when it is missing or breaks its rule: nothing can be there.
    public func path<Value>(_ field: Field<Value>) throws(APIError) -> Value {
        guard let text = segments[field.name] else { throw .notFound }
        do {
            return try field.rule.read(.text(text))
        } catch {
            throw .notFound
        }
    }

    /// A value of the query; nil when it is missing or noted as faulty.
    ///
    /// - Parameter emptyIsMissing: whether an empty value is one that was not given, as forms send it.
    /// - Throws: `APIError` when the query cannot be read.
    public func query<Value>(_ field: Field<Value>, emptyIsMissing: Bool = true) throws(APIError) -> Value? {
        try queryValues(of: field, emptyIsMissing: emptyIsMissing).last.flatMap { read(field, .text($0)) }
    }

    /// All values of a repeatable parameter of the query.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    public func queryAll<Value>(_ field: Field<Value>) throws(APIError) -> [Value] {
        try queryValues(of: field, emptyIsMissing: true).compactMap { read(field, .text($0)) }
    }

    /// A value that the content must have; nil when it is missing or faulty, which is noted.
    public func required<Value>(_ field: Field<Value>) -> Value? {
        guard let value = contentValue(of: field) else {
            note(.missing, for: field.name)
            return nil
        }
        return read(field, value)
    }

    /// A value that the content may have; null and an empty form field count as missing.
    public func optional<Value>(_ field: Field<Value>) -> Value? {
        contentValue(of: field).flatMap { read(field, $0) }
    }

    /// A value that the content may leave out, but that nothing may be without: null is a fault.
    public func replacement<Value>(_ field: Field<Value>) -> Value? {
        switch change(field) {
        case .keep: return nil
        case .set(let value): return value
        case .clear:
            note(.missing, for: field.name)
            return nil
        }
    }

    /// What the content says of a field that is to be changed.
    public func change<Value>(_ field: Field<Value>) -> Change<Value> {
        guard members != nil else { return optional(field).map(Change.set) ?? .keep }
        guard let json = member(field.name) ?? field.aliases.lazy.compactMap({ self.member($0) }).first else {
            return .keep
        }
        if json == .null { return .clear }
        return read(field, .json(json)).map(Change.set) ?? .keep
    }

    /// Notes a fault of a field.
    public func note(_ fault: Fault, for name: String) {
        faults[name, default: []].append(fault.text)
    }

    /// The values, once all of them were read and none was faulty.
    ///
    /// - Throws: `APIError.invalid` with every noted fault.
    public func checked<each Value>(_ values: repeat (each Value)?) throws(APIError) -> (repeat each Value) {
        guard faults.isEmpty else { throw .invalid(faults) }
        do {
            return (repeat try present(each values))
        } catch {
            throw .internalError
        }
    }

    /// Passes when no fault was noted.
    ///
    /// - Throws: `APIError.invalid` with every noted fault.
    public func check() throws(APIError) {
        guard faults.isEmpty else { throw .invalid(faults) }
    }

    /// Reads the content as a JSON object; must be called before its values are asked for.
    ///
    /// - Throws: `APIError` 400, 413, 415 or, for JSON that is no object, 422.
    public func readJSON() throws {
        guard let type = MediaType(request[.contentType]), type.isJSON else { throw APIError.unsupportedMediaType }
        guard let content = try request.content(limit: Self.contentBytes) else { throw APIError.payloadTooLarge }
        let value: JSON
        do {
            value = try JSONText.parse(content)
        } catch {
            throw APIError.malformed(error.message)
        }
        guard case .object(let object) = value else {
            throw APIError.invalid(["body": [Fault.wrongType("a JSON object", pt: "um objeto JSON").text]])
        }
        members = object
    }

    /// Reads the content as JSON or as an URL-encoded form, whichever it declares.
    ///
    /// - Throws: `APIError` 400, 413, 415 or 422.
    public func readJSONOrForm() throws {
        guard MediaType(request[.contentType])?.essence == "application/x-www-form-urlencoded" else {
            return try readJSON()
        }
        guard let content = try request.content(limit: Self.contentBytes) else { throw APIError.payloadTooLarge }
        // Whatever is wrong with it, the form is malformed.
        guard let text = String(validating: content, as: UTF8.self), let pairs = try? FormText.pairs(in: text) else {
            throw APIError.malformed(
                Text("The form is not well-formed.", pt: "O formulário está malformado."))
        }
        try take(form: pairs)
    }

    /// Takes the fields of a form that was read elsewhere.
    ///
    /// - Throws: `APIError` 400 when a field is given twice.
    public func take(form pairs: [(name: String, value: String)]) throws(APIError) {
        for (index, pair) in pairs.enumerated() where pairs[..<index].contains(where: { $0.name == pair.name }) {
            throw .malformed(Text("A field is given twice.", pt: "Um campo foi enviado duas vezes."))
        }
        formPairs = pairs
    }

    private func queryValues<Value>(of field: Field<Value>, emptyIsMissing: Bool) throws(APIError) -> [String] {
        let pairs: [(name: String, value: String)]
        if let queryPairs {
            pairs = queryPairs
        } else {
            do {
                pairs = try FormText.pairs(in: request.query)
            } catch {
                throw .malformed(Text("The query is not well-formed.", pt: "A consulta está malformada."))
            }
            queryPairs = pairs
        }
        return pairs.filter { field.isNamed($0.name) }.map(\.value)
            .filter { !emptyIsMissing || !$0.isEmpty }
    }

    private func contentValue<Value>(of field: Field<Value>) -> RawValue? {
        if members != nil {
            let names = [field.name] + field.aliases
            return names.lazy.compactMap { self.member($0) }.first { $0 != .null }.map(RawValue.json)
        }
        let pair = formPairs?.first { field.isNamed($0.name) && !$0.value.isEmpty }
        return pair.map { .text($0.value) }
    }

    /// The member of a name; `address.city` is the member `city` of `address`, where that is an object.
    private func member(_ name: String) -> JSON? {
        guard let dot = name.firstIndex(of: ".") else { return members?[name] }
        return members?[String(name[..<dot])]?[String(name[name.index(after: dot)...])]
    }

    private func read<Value>(_ field: Field<Value>, _ value: RawValue) -> Value? {
        do {
            return try field.rule.read(value)
        } catch {
            note(error, for: field.name)
            return nil
        }
    }

    private struct Absent: Error {}

    private func present<Value>(_ value: Value?) throws(Absent) -> Value {
        guard let value else { throw Absent() }
        return value
    }
}

extension JSONText.Fault {
    /// The fault for a person.
    public var message: Text {
        switch self {
        case .malformed: Text("The content is not well-formed JSON.", pt: "O conteúdo não é um JSON bem formado.")
        case .tooDeep: Text("The JSON is nested too deeply.", pt: "O JSON tem níveis demais.")
        case .duplicateName:
            Text("A name stands twice in the JSON object.", pt: "Um nome aparece duas vezes no objeto JSON.")
        case .tooManyValues: Text("The JSON holds too many values.", pt: "O JSON contém valores demais.")
        }
    }
}
