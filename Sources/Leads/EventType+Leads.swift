import Frame
package import Storage

/// The events of leads. Triggers of `schema.sql` write the changes, `LeadAnnouncing` the rest.
extension EventType {
    /// A lead came in: its id and `name`. Source: SPEC section 21.
    package static let leadCreated = EventType("lead_created", on: .leads)
    /// A further enquiry came in: its id, `lead_id` and the `name` that it gives. Source: SPEC section 21.
    package static let enquiryCreated = EventType("enquiry_created", on: .leads)
    /// A lead was changed; not when only its score was.
    package static let leadChanged = EventType("lead_changed", on: .leads)
    /// A lead was deleted.
    package static let leadDeleted = EventType("lead_deleted", on: .leads)
}
