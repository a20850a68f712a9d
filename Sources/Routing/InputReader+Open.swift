// Values whose names only the request says.
extension InputReader {
    /// The fields of the form whose names begin so, without that beginning, in the order in which they came; none of other content.
    public func formFields(after prefix: String) -> [(name: String, value: String)] {
        (formPairs ?? []).compactMap { pair in
            pair.name.dropping(prefix: prefix).map { (String($0), pair.value) }
        }
    }

    /// The parameters of the query whose names begin so, without that beginning, in the order in which they came.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    public func queryParameters(after prefix: String) throws(APIError) -> [(name: String, value: String)] {
        try parsedQuery().compactMap { pair in
            pair.name.dropping(prefix: prefix).map { (String($0), pair.value) }
        }
    }

    /// The faults that were noted so far.
    public var notedFaults: Members<[Text]> { faults }

    /// The change that a value asks for by a rule: null and invisible text clear, and a fault, which is noted under a name, keeps.
    public func change<Value>(to value: RawValue, by rule: Rule<Value>, as name: String) -> Change<Value> {
        guard !value.isNull else { return .clear }
        do {
            return .set(try rule.read(value, by: conventions))
        } catch .missing {
            return .clear
        } catch {
            note(error, for: name)
            return .keep
        }
    }
}
