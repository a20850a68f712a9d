import FoundationEssentials
import Frame
import HTTP
import Routing
import Values

/// Tables that are sent while they are read, in the same memory however long they are.
enum TableExport {
    /// Of this process: each holds a thread and a cursor for as long as the database needs, since nginx keeps what its client has not
    /// read yet.
    private static let places = ExportPlaces(2)

    /// The response that carries a table under a file's name, for a user; `write` makes the table when it is sent.
    ///
    /// Sending it throws `APIError` 429 while an export of the same user runs, 503 when others export already; and what `write` throws.
    static func response(
        _ status: Status, named name: String, for userID: String,
        _ write: @escaping (_ send: ([UInt8]) -> Bool) throws -> Void
    ) -> Response {
        var response = Response(status)
        response[.contentType] = CSVText.mediaType
        response[.contentDisposition] = ContentDisposition.attachment(named: name)
        response[.cacheControl] = "no-store"
        response.content = .stream { send in
            try places.take(for: userID)
            defer { places.leave(userID) }
            try write(send)
        }
        return response
    }
}

extension CSVText {
    /// How much is sent at a time, in bytes.
    private static let pieceBytes = 65_536

    /// Sends what was written, once it is a piece, or all of it at the end.
    ///
    /// - Throws: `ContentError` when the client is gone.
    mutating func flush(to send: ([UInt8]) -> Bool, isEnd: Bool = false) throws {
        guard isEnd || bytes.count >= Self.pieceBytes else { return }
        guard send(take()) else { throw ContentError.interrupted }
    }
}
