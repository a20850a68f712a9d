package import HTTP
package import Routing

extension ServiceContext {
    /// Passes when `If-Match`, if there is one, names the state that is to be changed.
    ///
    /// - Throws: `APIError.preconditionFailed`.
    package func requireMatch(of tag: EntityTag) throws { try requireMatch(of: [tag]) }

    /// The same for one of the tags that a state had.
    package func requireMatch(of tags: [EntityTag]) throws {
        guard let condition = request[.ifMatch] else { return }
        if !tags.contains(where: { $0.isNamed(in: condition) }) { throw APIError.preconditionFailed }
    }

    /// The same for any tag that begins so: what follows says nothing of what may be changed.
    package func requireMatch(beginning opaque: String) throws {
        guard let condition = request[.ifMatch] else { return }
        if !EntityTag.isNamed(in: condition, beginning: opaque) { throw APIError.preconditionFailed }
    }
}

extension Parameter {
    /// `If-Match` as the document shows it.
    package static let ifMatch = header(
        "If-Match", "The `ETag` of the state that is to be changed; 412 when it is another by now.")
}

extension APIError {
    /// 409: a record was changed between being read and being written.
    package static let busy = conflict(
        Text(
            "Someone else is changing this record. Please try again.",
            pt: "Outra pessoa está alterando este registro. Tente novamente."))
}
