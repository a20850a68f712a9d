import HTTP
import MariaDB
import Posix
package import Routing
import Storage

extension APIError {
    /// The answer to a failure; what is not listed stays in the log, under the request's id.
    package static func answering(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as DatabaseError: answering(error)
        case let error as PosixError where error.isOutage: .serviceUnavailable
        case is ObjectStoreFault: .serviceUnavailable
        case ContentError.overdue: .serviceUnavailable
        case is ContentError:
            .malformed(Text("The request body is incomplete.", pt: "O corpo da requisição está incompleto."))
        default: .internalError
        }
    }

    private static func answering(_ error: DatabaseError) -> APIError {
        switch error.code {
        case _ where error.isOutage: .serviceUnavailable
        case .duplicateEntry: .conflict(Text("This record already exists.", pt: "Este registro já existe."))
        default: .internalError
        }
    }
}
