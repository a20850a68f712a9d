/// A kind of event, under the names that clients know. A domain declares its types once and lists them in its `Domain`.
///
/// Source: SPEC section 7.
package struct EventType: Sendable, Equatable {
    /// What happened, in lower-case letters and `_`; at most 40 characters.
    package let name: String
    /// The stream on which it is sent.
    package let channel: String

    /// A type under its names, which may be those of an earlier release.
    package init(name: String, channel: String) {
        self.name = name
        self.channel = channel
    }
}
