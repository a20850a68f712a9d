public import HTTP

/// Reads the values of one request by their rules and gathers every fault before any is answered.
public final class InputReader {
    /// The most bytes of JSON or form content, unless an input declares another limit. Source: SPEC section 2.
    public static let contentBytes = 1_048_576

    /// The request.
    public let request: Request
    private let segments: [String: String]
    private let limitBytes: Int
    let conventions: Conventions
    private var queryPairs: [(name: String, value: String)]?
    private var members: Members<JSON>?
    private(set) var formPairs: [(name: String, value: String)]?
    private(set) var faults: Members<[Text]> = [:]
    /// The other names that the request used, by the names of their fields.
    private(set) var aliasesUsed: [String: String] = [:]

    /// A reader of a request whose path was matched.
    ///
    /// - Parameter contentBytes: the most bytes of its content, as its input declares them.
    public init(
        _ request: Request, segments: [String: String], contentBytes: Int = contentBytes,
        conventions: Conventions = .none
    ) {
        self.request = request
        self.segments = segments
        limitBytes = contentBytes
        self.conventions = conventions
    }

    /// The whole content.
    ///
    /// - Throws: `APIError` 413 when it is longer than the input declares, `ContentError.interrupted`.
    public func content() throws -> [UInt8] {
        guard let content = try request.content(limit: limitBytes) else { throw APIError.payloadTooLarge }
        return content
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

    /// A value of the query; nil when it is missing or noted as faulty. The field's own name wins over its others, the last value over
    /// earlier ones.
    ///
    /// - Parameter emptyIsMissing: whether an empty value is one that was not given, as forms send it.
    /// - Throws: `APIError` when the query cannot be read.
    public func query<Value>(_ field: Field<Value>, emptyIsMissing: Bool = true) throws(APIError) -> Value? {
        let pairs = try parsedQuery()
        for name in field.names {
            let last = pairs.last { $0.name.isBytewise(name) && !(emptyIsMissing && $0.value.isEmpty) }
            if let last { return read(field, .text(last.value), givenAs: name).value }
        }
        return nil
    }

    /// A value that the query must have; nil when it is missing or faulty, which is noted.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    public func requiredQuery<Value>(_ field: Field<Value>) throws(APIError) -> Value? {
        let value = try query(field)
        if value == nil, !isFaulty(field.name) { note(.missing, for: field.name) }
        return value
    }

    /// All values of a repeatable parameter of the query, which may be named `x` or `x[]`.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    public func queryAll<Value>(_ field: Field<Value>) throws(APIError) -> [Value] {
        let names = field.repeatableNames
        return try parsedQuery().filter { pair in !pair.value.isEmpty && names.contains { $0.isBytewise(pair.name) } }
            .compactMap { read(field, .text($0.value), givenAs: $0.name).value }
    }

    /// A value that the content must have; nil when it is missing or faulty, which is noted.
    public func required<Value>(_ field: Field<Value>) -> Value? {
        let said = said(of: field)
        if said.isAbsent { note(.missing, for: field.name) }
        return said.value
    }

    /// An optional value; null, an empty text and an invisible one are treated as missing.
    public func optional<Value>(_ field: Field<Value>) -> Value? { said(of: field).value }

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

    /// The requested change of a field; null and invisible text clear it.
    public func change<Value>(_ field: Field<Value>) -> Change<Value> {
        switch said(of: field, nullWins: true) {
        case .value(let value): .set(value)
        case .null: members == nil ? .keep : .clear
        case .nothing, .faulty: .keep
        }
    }

    /// All members of the JSON that was read, as they are.
    public var givenMembers: Members<JSON> { members ?? [:] }

    /// Whether a fault of a field was noted.
    public func isFaulty(_ name: String) -> Bool { faults[name] != nil }

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
        let content = try content()
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
        let content = try content()
        // Whatever is wrong with it, the form is malformed.
        guard let text = String(validating: content, as: UTF8.self), let pairs = try? FormText.pairs(in: text) else {
            throw APIError.malformed(
                Text("The form is malformed.", pt: "O formulário está malformado."))
        }
        try take(form: pairs)
    }

    /// Takes the fields of a form that was read elsewhere.
    ///
    /// - Parameter prefix: of the names that may be given several times, besides those that end in `[]`; nil for none.
    /// - Throws: `APIError` 400 when another field is given twice.
    public func take(form pairs: [(name: String, value: String)], repeating prefix: String? = nil) throws(APIError) {
        let single = pairs.filter { pair in
            !pair.name.hasSuffix("[]") && !(prefix.map { pair.name.hasPrefix($0) } ?? false)
        }
        guard Set(single.map { ByteText($0.name) }).count == single.count else {
            throw .repeatedField
        }
        formPairs = pairs
    }

    /// Takes the parameters of a query that came elsewhere.
    func take(query pairs: [(name: String, value: String)]) { queryPairs = pairs }

    func parsedQuery() throws(APIError) -> [(name: String, value: String)] {
        if let queryPairs { return queryPairs }
        do {
            let pairs = try FormText.pairs(in: request.query)
            queryPairs = pairs
            return pairs
        } catch {
            throw .malformed(Text("The query is malformed.", pt: "A consulta está malformada."))
        }
    }

    /// The value of a field in a request.
    private enum Said<Value> {
        case nothing, null, faulty
        case value(Value)

        var value: Value? { if case .value(let value) = self { value } else { nil } }

        var isAbsent: Bool {
            switch self {
            case .nothing, .null: true
            case .faulty, .value: false
            }
        }
    }

    /// The value of a field in the content, under the first name present, its own before the aliases.
    ///
    /// - Parameter nullWins: whether null under one name hides a value under the next.
    private func said<Value>(of field: Field<Value>, nullWins: Bool = false) -> Said<Value> {
        var isNull = false
        for name in field.names {
            guard let value = contentValue(named: name) else { continue }
            if !value.isNull { return read(field, value, givenAs: name) }
            if name != field.name { aliasesUsed[field.name] = name }
            if nullWins { return .null }
            isNull = true
        }
        return isNull ? .null : .nothing
    }

    private func contentValue(named name: String) -> RawValue? {
        if members != nil { return member(name).map(RawValue.json) }
        return formPairs?.first { $0.name.isBytewise(name) }.map { .text($0.value) }
    }

    /// The member of a name; `address.city` is the member `city` of `address`, where that is an object.
    private func member(_ name: String) -> JSON? {
        guard let dot = name.firstIndex(of: ".") else { return members?[name] }
        return members?[String(name[..<dot])]?[String(name[name.index(after: dot)...])]
    }

    private func read<Value>(_ field: Field<Value>, _ value: RawValue, givenAs name: String) -> Said<Value> {
        if name != field.name { aliasesUsed[field.name] = name }
        do {
            return .value(try field.rule.read(value, by: conventions))
        } catch .missing {
            return .null
        } catch {
            note(error, for: field.name)
            return .faulty
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
        case .malformed: Text("The request body is not valid JSON.", pt: "O corpo da requisição não é um JSON válido.")
        case .tooDeep: Text("The JSON is nested too deeply.", pt: "O JSON tem níveis demais.")
        case .duplicateName:
            Text("A name appears twice in a JSON object.", pt: "Um nome aparece duas vezes em um objeto JSON.")
        case .tooManyValues: Text("The JSON contains too many values.", pt: "O JSON contém valores demais.")
        }
    }
}
