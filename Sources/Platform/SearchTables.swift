package import MariaDB

/// Where the searched records of a domain stand in the database, and their words.
///
/// The table of the records has `id`, `created_at` and `search_state` (`new`, `indexed`, `changed`), the table of the words `word` and
/// the record's id. Whoever writes a record writes none of its words, so that being found costs a submission nothing: a new record
/// is `new`, a trigger makes one `changed` whose words change, and `SearchStore` brings the words up to date before it looks.
package struct SearchTables: Sendable {
    /// The table of the records.
    let records: SQL
    /// `id` and the columns that words are made of, each with its table.
    let columns: SQL
    /// The same columns as one text.
    let text: SQL
    /// The records' index that begins with `search_state`.
    let pendingIndex: SQL
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
        records: SQL, columns: SQL, text: SQL, pendingIndex: SQL, newestIndex: SQL, words: SQL, recordID: SQL,
        recordIndex: SQL
    ) {
        self.records = records
        self.columns = columns
        self.text = text
        self.pendingIndex = pendingIndex
        self.newestIndex = newestIndex
        self.words = words
        self.recordID = recordID
        self.recordIndex = recordIndex
    }
}

/// What of a record its words are made of.
package protocol Searchable: RowDecodable {
    /// Where such records stand.
    static var tables: SearchTables { get }
    /// The sixteen bytes of the record's id.
    var recordID: [UInt8] { get }
    /// What the record is found by.
    var searchText: SearchText { get }
}
