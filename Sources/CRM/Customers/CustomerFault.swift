import MariaDB
import Routing

/// Translates database errors of customers for clients.
package enum CustomerFault {
    /// The answer to a failure; what is not a customer's stays as it is.
    package static func answering(_ error: any Error) -> any Error {
        switch (error as? DatabaseError)?.code {
        case .duplicateEntry(let key) where key.hasSuffix("customers_active_email"):
            inUse(
                CustomerDetail.email.field.name,
                Text("Another customer has this e-mail address.", pt: "Outro cliente tem este e-mail."))
        case .duplicateEntry(let key) where key.hasSuffix("customers_active_document"):
            inUse(
                CustomerDetail.document.field.name,
                Text("Another customer has this document.", pt: "Outro cliente tem este documento."))
        case .missingReference:
            APIError.invalid([
                CustomerFields.ownerID.name: [Text("This user does not exist.", pt: "Este usuário não existe.")]
            ])
        default: error
        }
    }

    private static func inUse(_ field: String, _ message: Text) -> APIError {
        .conflict(message, details: [field: [Text("Already in use.", pt: "Já está em uso.")]])
    }
}
