/// Whose timeline is read: one lead, or a customer with the leads that became it.
package struct TimelineSubject: Sendable {
    /// The 16 bytes of the id of each lead.
    package let leads: [[UInt8]]
    /// The 16 bytes of the customer's id; nil for a lead.
    package let customer: [UInt8]?
    /// Their phone numbers, E.164.
    package let phones: [String]

    /// A subject.
    package init(leads: [[UInt8]], customer: [UInt8]? = nil, phones: [String]) {
        self.leads = leads
        self.customer = customer
        self.phones = phones
    }
}
