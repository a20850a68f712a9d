/// The text format of Prometheus.
///
/// Source: Prometheus exposition formats, text format 0.0.4.
enum Exposition {
    /// The media type.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What is said of a family before its samples.
    static func heading(of metric: Metric) -> String {
        "# HELP \(metric.name) \(escaped(metric.help, quote: false))\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    /// Samples with their families' headings: those of a family together, the families in the order of their first samples.
    static func text(of samples: [Metric.Sample]) -> String {
        var rest = samples
        var text = ""
        while let metric = rest.first?.metric {
            text += heading(of: metric)
            rest.removeAll { sample in
                guard sample.metric.name == metric.name else { return false }
                text += line(metric.name, Array(zip(metric.labels, sample.labels)), number(sample.value))
                return true
            }
        }
        return text
    }

    /// One sample.
    static func line(_ name: String, _ labels: [(String, String)], _ value: String) -> String {
        guard !labels.isEmpty else { return "\(name) \(value)\n" }
        let pairs = labels.map { "\($0)=\"\(escaped($1, quote: true))\"" }
        return "\(name){\(pairs.joined(separator: ","))} \(value)\n"
    }

    /// A number; a whole one without a fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quote: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
