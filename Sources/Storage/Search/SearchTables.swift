package import MariaDB
package import Values

/// The tables of the searched records of a domain, and of their words.
///
/// The table of the records has `id`, `created_at` and a mark (`new`, `changed`, or that its words are in the index), the table of the
/// words `word` and the record's id. Writing a record writes none of its words, so that being found costs a submission nothing: a
/// new record is `new`, a trigger makes one `changed` whose words change. `guiche-worker` brings the words up to date; a search looks into
/// the records that wait for that besides, and writes nothing.
package struct SearchTables: Sendable {
    /// The table of the records.
    let records: SQL
    /// `id` and the columns that words are made of, each with its table.
    let columns: SQL
    /// The same columns as one text.
    let text: SQL
    /// The column of the mark.
    let mark: SQL
    /// The mark of a record whose words are in the index, quoted.
    let indexed: SQL
    /// The marks of the records whose words `SearchStore` writes, quoted; `'new'` is not among them where more follows from a record.
    let pending: SQL
    /// The records' index that begins with the mark.
    let markIndex: SQL
    /// The records' index that begins with `created_at`.
    let newestIndex: SQL
    /// The table of the words.
    let words: SQL
    /// Its column of the record's id.
    let recordID: SQL
    /// Its index that begins with the record's id and the word.
    let recordIndex: SQL

    /// Names of the program's own; none comes from outside.
    package init(
        records: SQL, columns: SQL, text: SQL, mark: SQL, indexed: SQL, pending: SQL, markIndex: SQL, newestIndex: SQL,
        words: SQL, recordID: SQL, recordIndex: SQL
    ) {
        self.records = records
        self.columns = columns
        self.text = text
        self.mark = mark
        self.indexed = indexed
        self.pending = pending
        self.markIndex = markIndex
        self.newestIndex = newestIndex
        self.words = words
        self.recordID = recordID
        self.recordIndex = recordIndex
    }
}

/// The columns that the words of a record come from.
package protocol Searchable: RowDecodable {
    /// The table of such records.
    static var tables: SearchTables { get }
    /// The sixteen bytes of the record's id.
    var recordID: [UInt8] { get }
    /// The searchable texts of the record.
    var searchText: SearchText { get }
}
