import Routing
package import StoredSettings
import Values

/// The identity of the business.
package enum CompanyConfig: ConfigSection {
    private enum TaxRegime: String, CaseIterable {
        case simples = "simples_nacional"
        case presumido = "lucro_presumido"
        case real = "lucro_real"
        case mei
    }

    package static let name = "company"
    package static let title = "Company"
    package static let members = [
        ConfigMember("legal_name", .text(.line(1...200))),
        ConfigMember("trade_name", .text(.line(1...200))),
        ConfigMember("cnpj", .value(.cnpj) { .string($0.text) }),
        ConfigMember("state_registration", .text(.line(1...20))),
        ConfigMember("tax_regime", .oneOf(TaxRegime.self)),
        ConfigMember("phone", .value(.phone) { .string($0.text) }),
        ConfigMember("email", .value(.email) { .string($0.text) }),
        ConfigMember(
            "address",
            .object([
                ConfigMember("street", .text(.line(1...200))),
                ConfigMember("number", .text(.line(1...20))),
                ConfigMember("complement", .text(.line(1...100))),
                ConfigMember("district", .text(.line(1...100))),
                ConfigMember("city", .text(.line(1...100))),
                ConfigMember("state", .text(.state)),
                ConfigMember("zip_code", .text(.postalCode)),
                ConfigMember("country", .text(.line(2...60)), default: "BR"),
            ])),
    ]
}
