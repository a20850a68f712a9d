import MariaDB
import Routing

/// What the database says of a customer, in the words that a client reads.
package enum CustomerFault {
    /// The answer to a failure; what is not a customer's stays as it is.
    package static func answering(_ error: any Error) -> any Error {
        switch (error as? DatabaseError)?.code {
        case .duplicateEntry(let key) where key.hasSuffix("customers_active_email"):
            taken(
                CustomerFields.email.name,
                Text("Another customer has this e-mail address.", pt: "Outro cliente tem este e-mail."))
        case .duplicateEntry(let key) where key.hasSuffix("customers_active_document"):
            taken(
                CustomerFields.document.name,
                Text("Another customer has this document.", pt: "Outro cliente tem este documento."))
        case .missingReference:
            APIError.invalid([
                CustomerFields.ownerID.name: [Text("There is no such user.", pt: "Este usuário não existe.")]
            ])
        default: error
        }
    }

    private static func taken(_ field: String, _ message: Text) -> APIError {
        .conflict(message, details: [field: [Text("Is taken.", pt: "Já está em uso.")]])
    }
}
