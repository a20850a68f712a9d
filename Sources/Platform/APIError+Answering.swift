import HTTP
import MariaDB
import Posix
package import Routing

extension APIError {
    /// The answer to a failure; what is not listed stays in the log, under the request's id.
    package static func answering(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as DatabaseError: answering(error)
        case let error as PosixError where error.isOutOfSpace: .serviceUnavailable
        case is ContentError:
            .malformed(Text("The content ended too early.", pt: "O conteúdo terminou antes do esperado."))
        default: .internalError
        }
    }

    private static func answering(_ error: DatabaseError) -> APIError {
        switch error.code {
        case .unreachable, .connectionLost, .commitOutcomeUnknown, .deadlock, .lockWaitTimeout, .statementTimeout:
            .serviceUnavailable
        case .duplicateEntry: .conflict(Text("It exists already.", pt: "O registro já existe."))
        default: .internalError
        }
    }
}
