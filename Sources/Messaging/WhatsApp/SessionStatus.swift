import MariaDB

/// The state of the WhatsApp session.
///
/// Source: SPEC section 7.
package enum SessionStatus: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
    case disconnected, connecting, qrcode, authenticated, ready
}
