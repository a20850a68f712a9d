package import Frame

/// Something that the program itself saw pass between a customer and the business.
package struct RecordedInteraction: Sendable {
    let details: InteractionDetails
    let customer: Customer.ID
    let author: User.ID?
    let source: String

    /// An entry.
    ///
    /// - Parameters:
    ///   - author: the member of staff who had it; nil when the customer did.
    ///   - source: names what it is recorded from, such as a message: at most 100 ASCII characters.
    package init(details: InteractionDetails, customer: Customer.ID, author: User.ID? = nil, source: String) {
        self.details = details
        self.customer = customer
        self.author = author
        self.source = source
    }
}
