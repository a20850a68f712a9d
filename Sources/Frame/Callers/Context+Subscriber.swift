import HTTP
import Routing

extension Context {
    /// Passes when the request shows a ticket, an access token in the query or one in `Authorization`, in this order.
    ///
    /// - Throws: `APIError.invalidToken` when what is shown first does not count; `DatabaseError`.
    func admitSubscriber() throws {
        let pairs: [(name: String, value: String)]
        do {
            pairs = try FormText.pairs(in: request.query)
        } catch {
            throw APIError.malformed(Text("The query is malformed.", pt: "A consulta está malformada."))
        }
        func shown(_ name: String) -> String? { pairs.last { $0.name == name }?.value }
        if let text = shown("ticket") {
            _ = try identify(byTicket: text)
        } else if let text = shown("token") {
            _ = try identify(by: text)
        } else {
            _ = try requireCaller()
        }
    }
}
