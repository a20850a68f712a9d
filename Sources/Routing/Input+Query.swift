internal import HTTP

extension Input {
    /// The input of parameters that came otherwise than in the query of an address.
    ///
    /// - Throws: `APIError` that names every faulty parameter.
    public static func reading(
        parameters: [(name: String, value: String)], by conventions: Conventions = .none
    ) throws -> Self {
        let reader = InputReader(Request(QueryExchange(query: "")), segments: [:], conventions: conventions)
        reader.take(query: parameters)
        return try Self(reading: reader)
    }

    /// The faults of a query that someone keeps to use later, by parameter; empty for a valid one.
    ///
    /// - Parameter others: those that the input keeps for later.
    public static func faults(
        ofQuery query: String, by conventions: Conventions = .none, and others: (Self) -> Members<[Text]> = { _ in [:] }
    ) -> Members<[Text]> {
        let request = Request(QueryExchange(query: query))
        do {
            return others(try Self(reading: InputReader(request, segments: [:], conventions: conventions)))
        } catch let error as APIError {
            return error.details.isEmpty ? ["query": [error.message]] : error.details
        } catch {
            return ["query": [APIError.internalError.message]]
        }
    }
}

/// A request of a query alone.
private final class QueryExchange: Exchange {
    private let query: String

    init(query: String) { self.query = query }

    func variable(_ name: String) -> String? {
        switch name {
        case "REQUEST_METHOD": "GET"
        case "QUERY_STRING": query
        default: nil
        }
    }

    func readContent(into buffer: inout [UInt8]) -> Int { 0 }

    func limitReading(until deadline: ContinuousClock.Instant) {}
}
