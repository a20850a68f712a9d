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
        "is_active": ["is_customer_active"],
    ]

    /// Members of a product.
    static let product: [String: [String]] = [
        "name": ["ds_product_name"],
        "description": ["ds_product_description"],
        "kind": ["id_product_type"],
        "price": ["vr_price"],
    ]

    /// Members of an interaction.
    static let interaction: [String: [String]] = [
        "notes": ["ds_notes"],
        "interaction_type": ["id_interaction_type"],
    ]

    /// Members of a transaction.
    static let transaction: [String: [String]] = [
        "kind": ["id_transaction_type", "transaction_type"],
        "amount": ["vr_transaction"],
        "occurred_at": ["dt_transaction"],
    ]

    /// Types of an interaction.
    static let interactionTypes: [String: InteractionType] = [
        "ligacao": .call, "ligação": .call, "reuniao": .meeting, "reunião": .meeting, "contato": .contact,
        "venda": .sale,
    ]

    /// Kinds of a transaction.
    static let transactionKinds: [String: Transaction.Kind] = [
        "sale": .charge, "venda": .charge, "cobranca": .charge, "cobrança": .charge, "pagamento": .payment,
        "reembolso": .refund, "devolucao": .refund, "devolução": .refund, "credito": .credit, "crédito": .credit,
    ]

    /// Kinds of a product.
    static let productKinds: [String: Product.Kind] = [
        "produto": .product, "servico": .service, "serviço": .service,
    ]
}
