/// The conventions of one installation for the values it reads.
public struct Conventions: Sendable, Equatable {
    /// The country of telephone numbers without a country code: two capital letters of ISO 3166-1, nil for none.
    public let country: String?

    /// The conventions of a country.
    public init(country: String?) {
        self.country = country
    }

    /// Nothing is settled.
    public static let none = Conventions(country: nil)
}
