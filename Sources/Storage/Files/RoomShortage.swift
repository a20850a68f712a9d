/// A file system that is full, or nearly so.
package struct RoomShortage: Error, CustomStringConvertible {
    private let place: String
    private let freeBytes: Int

    /// A shortage of a folder's file system.
    package init(place: String, freeBytes: Int) {
        self.place = place
        self.freeBytes = freeBytes
    }

    /// Where, and how much is left.
    package var description: String { "only \(freeBytes) bytes are free in \(place)" }
}
