/// A family of `/metrics`, stated once: the text for Prometheus, the list in scripts/monitoring/README.md, the alerts, the dashboard and
/// `guichectl doctor` are derived from it or compared with it.
///
/// Source: Prometheus, "Metric and label naming"; SPEC section 9.
package struct Metric: Sendable {
    /// What Prometheus may do with it.
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// What its number is of; the name ends with it, `_total` of a counter apart.
    package enum Unit: String, Sendable {
        case none, seconds, bytes
    }

    /// In lower-case letters and `_`, with the prefix `guiche_`.
    package let name: String
    package let kind: Kind
    package let unit: Unit
    /// One sentence.
    package let help: String
    /// The names of its labels; each has a bounded number of values, none from outside.
    package let labels: [String]
    /// From where on it is reported; nil when any number is well.
    package let limit: Limit?

    /// A family.
    package init(
        _ name: String, _ help: String, _ kind: Kind = .gauge, in unit: Unit = .none, by labels: [String] = [],
        limit: Limit? = nil
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.labels = labels
        self.limit = limit
    }

    /// A number of it.
    ///
    /// - Parameter values: those of its labels, in their order.
    package func sample(_ value: Double, _ values: String...) -> Sample {
        precondition(values.count == labels.count, "\(name) has other labels")
        return Sample(metric: self, labels: values, value: value)
    }

    /// 1 for yes, 0 for no.
    package func sample(_ value: Bool, _ values: String...) -> Sample {
        precondition(values.count == labels.count, "\(name) has other labels")
        return Sample(metric: self, labels: values, value: value ? 1 : 0)
    }

    /// One number of a metric, with the values of its labels.
    package struct Sample: Sendable {
        package let metric: Metric
        package let labels: [String]
        package let value: Double
    }
}
