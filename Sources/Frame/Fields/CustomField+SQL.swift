package import MariaDB

// How a value is read off the JSON of a record, in the form in which `lead_values` and `customer_values` keep it; their triggers and
// `ListedValue` do the same.
extension CustomField {
    private var path: SQL { "CONCAT('$.', \(key))" }

    /// The value in a column of JSON; null when it is not set.
    package func value(in column: SQL) -> SQL {
        switch kind {
        case .integer: "CAST(JSON_VALUE(\(column), \(path)) AS SIGNED)"
        case .money: "CAST(REPLACE(JSON_VALUE(\(column), \(path)), '.', '') AS SIGNED)"
        case .date: "DATEDIFF(JSON_VALUE(\(column), \(path)), '1970-01-01')"
        case .boolean: "(JSON_EXTRACT(\(column), \(path)) = 'true')"
        case .text, .longText, .choice, .choices, .url, .email, .phone, .document:
            "LEFT(JSON_UNQUOTE(JSON_EXTRACT(\(column), \(path))), 201) COLLATE utf8mb4_uca1400_nopad_ai_ci"
        }
    }

    /// Whether a value is set in a column of JSON.
    package func isSet(in column: SQL) -> SQL { "JSON_EXISTS(\(column), \(path))" }

    /// The column that keeps its values for lists.
    package var column: SQL { kind.isNumber ? "number" : "text" }

    /// What selects its values, each record once.
    package var selection: SQL { "field_id = \(id) AND is_element = FALSE AND \(column) IS NOT NULL" }
}

extension CustomCondition {
    /// The condition on a row of the values that are kept for lists.
    package var onValues: SQL {
        switch test {
        case .numbers(let numbers): "field_id = \(field.id) AND number IN (\(list: numbers))"
        case .range(let lowest, let highest):
            "field_id = \(field.id) AND number BETWEEN \(lowest ?? .min) AND \(highest ?? .max)"
        case .texts(let texts):
            """
            field_id = \(field.id) AND is_element = \(field.kind == .choices) AND text IN (\(list: texts))
              AND BINARY text IN (\(list: texts))
            """
        }
    }

    /// The condition on a column of JSON.
    package func on(_ column: SQL) -> SQL {
        switch test {
        case .numbers(let numbers): return "\(field.value(in: column)) IN (\(list: numbers))"
        case .range(let lowest, let highest):
            return "\(field.value(in: column)) BETWEEN \(lowest ?? .min) AND \(highest ?? .max)"
        case .texts(let texts):
            guard field.kind == .choices else {
                return
                    "BINARY LEFT(JSON_UNQUOTE(JSON_EXTRACT(\(column), CONCAT('$.', \(field.key)))), 201) IN (\(list: texts))"
            }
            let each = texts.map { (text) -> SQL in
                "JSON_CONTAINS(\(column), JSON_QUOTE(\(text)), CONCAT('$.', \(field.key)))"
            }
            return "(\(each.joined(separator: " OR ")))"
        }
    }

    /// Whether a record may have several of the values that are asked for.
    package var isRepeated: Bool { field.kind == .choices && !isSingle }
}
