/// The names by which older front ends send what the contract calls otherwise: the one table of them.
///
/// Fields take theirs from here, so that requests are read and the OpenAPI document is printed by it. A canonical name wins over an
/// older one in the same request.
///
/// Source: SPEC section 6.
enum FrontEndNames {
    /// Members of a customer.
    static let customer: [String: [String]] = [
        "name": ["ds_customer_name"],
        "email": ["ds_customer_email"],
        "phone": ["ds_customer_phone"],
        "document": ["ds_customer_cpf_cnpj"],
        "address.street": ["ds_customer_address"],
        "address.city": ["ds_customer_city", "ds_customer_address_city"],
        "address.state": ["ds_customer_state", "ds_customer_address_state"],
        "address.zip_code": ["ds_customer_zip_code", "ds_customer_address_zip_code"],
        "address.country": ["ds_customer_country", "ds_customer_address_country"],
        "notes": ["ds_notes"],
    ]

    /// Members of a product.
    static let product: [String: [String]] = [
        "name": ["ds_product_name"],
        "kind": ["id_product_type"],
        "price": ["vr_price"],
    ]

    /// Members of an interaction.
    static let interaction: [String: [String]] = [
        "notes": ["ds_notes"],
        "interaction_type": ["id_interaction_type"],
    ]

    /// Members of a transaction.
    static let transaction: [String: [String]] = ["amount": ["vr_transaction"]]

    /// Types of an interaction.
    static let interactionTypes: [String: InteractionType] = [
        "ligacao": .call, "ligação": .call, "reuniao": .meeting, "reunião": .meeting, "contato": .contact,
        "venda": .sale,
    ]

    /// Kinds of a transaction.
    static let transactionKinds: [String: Transaction.Kind] = ["sale": .charge]

    /// Kinds of a product.
    static let productKinds: [String: Product.Kind] = [
        "produto": .product, "servico": .service, "serviço": .service,
    ]
}
