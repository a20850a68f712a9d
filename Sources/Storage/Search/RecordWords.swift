import Routing

/// A word of a record, whose id is in hex.
struct RecordWord: JSONWritable {
    let word: String
    let id: String

    func write(to object: inout JSONObjectWriter) {
        object.add("word", word)
        object.add("id", id)
    }
}

/// The rows to be added to an index of words, in the order of its key, so that two that write the same words only wait for each other.
///
/// They are sorted here: the server takes a third of the statement for it. Outside of `SearchStore`, which is generic: there the order of two
/// rows would be asked for through witness tables.
struct RecordWords: JSONWritable {
    let rows: [RecordWord]

    init(_ rows: [RecordWord]) {
        self.rows = rows.sorted { one, other in
            one.word == other.word
                ? one.id.utf8.lexicographicallyPrecedes(other.id.utf8)
                : one.word.utf8.lexicographicallyPrecedes(other.word.utf8)
        }
    }

    func write(to object: inout JSONObjectWriter) { object.add("rows", rows) }
}
