/// How strictly a form is guarded against spam.
///
/// Source: SPEC section 13.
package enum Guard: String, Sendable, CaseIterable {
    /// Nothing is put aside.
    case off
    /// The usual way.
    case standard
    /// Less suffices.
    case strict
}
