import Routing
import Values

/// The fields of a product and their rules, each declared here once.
///
/// Source: SPEC section 6.
enum ProductFields {
    static let id = Field("id", Rule<Product.ID>.identifier())
    static let name = field("name", Rule<String>.line(1...200))
    static let description = field("description", Rule<String>.text(1...5000))
    static let kind = field("kind", Rule<Product.Kind>.oneOf(aliases: FrontEndNames.productKinds))
    static let sku = Field("sku", Rule<String>.line(1...64))
    static let price = field("price", Rule<Money>.money(.zero ... .largest))
    static let isActive = Field("is_active", Rule<Bool>.boolean)

    /// All that a body may say of a product, older names included.
    static let members: [Schema.Member] =
        [name.omittable, description.optional, kind.optional, sku.optional, price.omittable, isActive.optional]
        + name.aliasMembers + description.aliasMembers + kind.aliasMembers + price.aliasMembers

    private static func field<Value>(_ name: String, _ rule: Rule<Value>) -> Field<Value> {
        Field(name, rule, aliases: FrontEndNames.product[name] ?? [])
    }
}

/// The fields of a new product; by default an active product, not a service.
struct ProductInput: Input {
    let details: ProductDetails
    let isActive: Bool

    static let declaration = InputDeclaration.json(
        .object("ProductInput", ProductFields.members)
            .needingOne(ofEach: [
                [ProductFields.name.name] + ProductFields.name.aliases,
                [ProductFields.price.name] + ProductFields.price.aliases,
            ]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let name = input.required(ProductFields.name)
        let price = input.required(ProductFields.price)
        let description = input.optional(ProductFields.description)
        let kind = input.optional(ProductFields.kind)
        let sku = input.optional(ProductFields.sku)
        let isActive = input.optional(ProductFields.isActive)
        let (checkedName, checkedPrice) = try input.checked(name, price)
        details = ProductDetails(
            name: checkedName, description: description, kind: kind ?? .product, sku: sku, price: checkedPrice)
        self.isActive = isActive ?? true
    }
}

/// The requested changes of a product; omitted fields are kept, null clears.
struct ProductChange: Input {
    let id: Product.ID
    private let name: String?
    private let description: Change<String>
    private let kind: Product.Kind?
    private let sku: Change<String>
    private let price: Money?
    private let isActive: Bool?

    static let declaration = InputDeclaration.json(
        .object("ProductChange", ProductFields.members), path: [ProductFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(ProductFields.id)
        try input.readJSON()
        name = input.replacement(ProductFields.name)
        description = input.change(ProductFields.description)
        kind = input.optional(ProductFields.kind)
        sku = input.change(ProductFields.sku)
        price = input.replacement(ProductFields.price)
        isActive = input.optional(ProductFields.isActive)
        try input.check()
    }

    /// Makes the product what it is to become.
    func apply(to product: inout Product) {
        if let name { product.details.name = name }
        if let kind { product.details.kind = kind }
        if let price { product.details.price = price }
        if let isActive { product.isActive = isActive }
        description.apply(to: &product.details.description)
        sku.apply(to: &product.details.sku)
    }
}

/// Which products a list shows.
struct ProductListInput: Input {
    let filter: ProductFilter
    let page: Page

    private static let search = Field(
        "search", Rule<String>.line(1...200), summary: "In name, description, SKU.")

    static let declaration = InputDeclaration(
        query: search.queryParameters() + ProductFields.kind.queryParameters()
            + ListFields.activeOnly.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        let search = try input.query(Self.search)
        let kind = try input.query(ProductFields.kind)
        let activeOnly = try input.query(ListFields.activeOnly)
        page = try Page(reading: input)
        try input.check()
        filter = ProductFilter(search: search, kind: kind, activeOnly: activeOnly ?? true)
    }
}
