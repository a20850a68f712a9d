import MariaDB
import Storage
import Values

/// The searchable texts of a product: the name and the SKU.
///
/// Source: SPEC section 21, `GET /api/v1/search`.
struct ProductWords: Findable {
    private let id: Product.ID
    private let name: String
    private let sku: String?
    let isInUse: Bool

    var recordID: [UInt8] { id.bytes }

    var searchText: SearchText {
        var text = SearchText()
        text.add(name)
        text.add(sku)
        return text
    }

    var label: (id: String, name: String, detail: String?) { (id.text, name, sku) }

    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        name = try row["name"]
        sku = try row["sku"]
        isInUse = try row["is_active"]
    }

    static let tables = SearchTables(
        records: "products", columns: "products.id, products.name, products.sku, products.is_active",
        text: "CONCAT_WS(' ', products.name, products.sku)", mark: "search_state", indexed: "'indexed'",
        pending: "'new', 'changed'", markIndex: "products_search_state", newestIndex: "products_created",
        words: "product_words", recordID: "product_id", recordIndex: "product_words_product")
}
