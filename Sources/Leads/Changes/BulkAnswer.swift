package import HTTP
package import Routing
package import Storage
import Values

/// What became of one of many leads that were to be changed.
package struct BulkResult: Sendable {
    let id: Lead.ID
    /// The failure that a change of this lead alone would have been answered with; nil when it was changed, or needed none.
    let failure: APIError?
    let language: Language
}

extension BulkResult: JSONWritable, Described {
    /// Writes the id, the status of HTTP and the failure.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("status", (failure?.status ?? .ok).rawValue)
        guard let failure else { return object.add("error", nil as String?) }
        object.add("error") { error in
            error.add("code", failure.code.rawValue)
            error.add("message", failure.message.wording(in: language))
            let details = failure.details.mapValues { faults in
                JSON.array(faults.map { .string($0.wording(in: language)) })
            }
            error.add("details", json: .object(details))
        }
    }

    /// The shape of SPEC section 21.
    package static let schema = Schema.object(
        "BulkResult",
        [
            .required("id", .identifier), .required("status", .integer(200...599)),
            .required(
                "error",
                Schema.object([
                    .required("code", .oneOf(APIError.Code.allCases.map(\.rawValue))), .required("message", .string),
                    .required("details", .map(of: .array(of: .string))),
                ]).orNull),
        ])
}

/// What became of each lead, in the order in which they were named.
package struct BulkResults: JSONWritable, Described {
    /// The name of the list.
    static let listName = "results"

    let results: [BulkResult]

    /// Writes the list.
    package func write(to object: inout JSONObjectWriter) { object.add(Self.listName, results) }

    /// The shape of SPEC section 21.
    package static let schema = Schema.object("BulkResults", [.required(listName, .array(of: BulkResult.schema))])
}

/// The answer to a change of many leads: what became of each, or the job that is to change them.
package enum BulkAnswer: Answer {
    case results(BulkResults)
    case job(JobReply)

    /// The results.
    package static var contents: [(mediaType: String, schema: Schema)] { [("application/json", BulkResults.schema)] }

    /// The job.
    package static var failureContents: [(status: Status, mediaType: String, schema: Schema)] {
        [(.accepted, "application/json", JobReply.schema)]
    }

    /// The response that carries it.
    package func response(_ status: Status) throws -> Response {
        switch self {
        case .results(let results): try Reply(results).response(status)
        case .job(let job): try Reply(job).response(.accepted)
        }
    }
}
