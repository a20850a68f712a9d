import FoundationEssentials
import MariaDB
import Testing
import Values

@testable import CRM

@Suite struct ProductStoreTests {
    private let crm: SampleCRM
    private let store: ProductStore

    init() throws {
        crm = try SampleCRM()
        store = ProductStore(crm.connection)
    }

    private func names(_ filter: ProductFilter) throws -> [String] {
        let found = try store.page(Page(number: 1, size: 100), of: filter)
        #expect(found.total == found.products.count)
        return found.products.map(\.details.name)
    }

    @Test func `a price comes back to the cent`() throws {
        for cents in [0, 1, 99, 100, 19_990, 999_999_999_999] as [Int64] {
            var product = try crm.product()
            product.details.price = Money(cents: cents)
            #expect(try store.update(product, at: crm.now))
            #expect(try store.find(product.id)?.details.price == Money(cents: cents))
        }
    }

    @Test func `a SKU is one active product's`() throws {
        var first = try crm.product("A", sku: "T-1")
        let failure = #expect(throws: DatabaseError.self) { try crm.product("B", sku: "T-1") }
        #expect(failure?.code == .duplicateEntry(key: "products_active_sku"))
        first.isActive = false
        #expect(try store.update(first, at: crm.now))
        _ = try crm.product("B", sku: "T-1")
        _ = try crm.product("C")
        _ = try crm.product("D")
        #expect(try store.isActive(first.id) == false)
        #expect(try store.isActive(Product.ID()) == false)
    }

    @Test func `lists by name what a filter lets through`() throws {
        for name in ["Café", "chá", "Água"] { _ = try crm.product(name, sku: "sku-\(name.count)-\(name)") }
        var service = try crm.product("Entrega")
        service.details.kind = .service
        #expect(try store.update(service, at: crm.now))
        var gone = try crm.product("Bolo")
        gone.isActive = false
        #expect(try store.update(gone, at: crm.now))
        #expect(try names(ProductFilter()) == ["Água", "Café", "chá", "Entrega"])
        #expect(try names(ProductFilter(activeOnly: false)) == ["Água", "Bolo", "Café", "chá", "Entrega"])
        #expect(try names(ProductFilter(kind: .service)) == ["Entrega"])
        #expect(try names(ProductFilter(search: "CHA")) == ["chá"])
        #expect(try names(ProductFilter(search: "sku-4")) == ["Água", "Café"])
    }

    @Test(arguments: ["Copo d'agua", "Copo d’Água", "copo dagua", "d´Agua"])
    func `an apostrophe of any kind is found, and none as well`(search: String) throws {
        for name in ["Copo d’Água", "Copo de vinho"] { _ = try crm.product(name) }
        #expect(try names(ProductFilter(search: search)) == ["Copo d’Água"])
    }
}
