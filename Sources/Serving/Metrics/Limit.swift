package import FoundationEssentials

/// From where on a metric is reported: by an alert of scripts/monitoring/alerts.yml, which has the same expression, and by `guichectl doctor`.
package struct Limit: Sendable {
    /// What is not as it should be.
    package enum Rule: Sendable {
        /// More than a number.
        case above(Double)
        /// Less than a number.
        case below(Double)
        /// More than a number on either side of 0.
        case beyond(Double)
        /// No.
        case zero
        /// More than a share of another metric with the same labels.
        case share(Double, of: String)
        /// A moment longer ago than so many seconds.
        case older(than: Double)
        /// A moment less than so many seconds away, or in the past.
        case sooner(than: Double)
    }

    /// What `guichectl doctor` names it.
    package let check: String
    package let rule: Rule
    /// What is wrong, in one line; `{}` is the number in words.
    package let finding: String
    /// What to do.
    package let remedy: String
    /// What is reported while nothing is known; nil when that is well.
    package let absence: String?

    /// A limit.
    package init(_ check: String, _ rule: Rule, _ finding: String, remedy: String, absence: String? = nil) {
        self.check = check
        self.rule = rule
        self.finding = finding
        self.remedy = remedy
        self.absence = absence
    }

    /// The rule as an expression of Prometheus.
    package func expression(of metric: Metric) -> String {
        let name = metric.name
        return switch rule {
        case .above(let bound): "\(name) > \(Exposition.number(bound))"
        case .below(let bound): "\(name) < \(Exposition.number(bound))"
        case .beyond(let bound): "abs(\(name)) > \(Exposition.number(bound))"
        case .zero: "\(name) == 0"
        case .share(let bound, let whole): "\(name) / \(whole) > \(Exposition.number(bound))"
        case .older(let seconds): "time() - \(name) > \(Exposition.number(seconds))"
        case .sooner(let seconds): "\(name) - time() < \(Exposition.number(seconds))"
        }
    }

    /// Whether a number is reported.
    ///
    /// - Parameter whole: the number of the metric of which it is a share.
    package func isReached(by value: Double, of whole: Double? = nil, at now: Date) -> Bool {
        switch rule {
        case .above(let bound): value > bound
        case .below(let bound): value < bound
        case .beyond(let bound): value.magnitude > bound
        case .zero: value == 0
        case .share(let bound, _): whole.map { value > bound * $0 } ?? false
        case .older(let seconds): now.timeIntervalSince1970 - value > seconds
        case .sooner(let seconds): value - now.timeIntervalSince1970 < seconds
        }
    }

    /// A number of a metric in words: how long ago or away a moment is, a time, a size.
    package func words(for value: Double, of metric: Metric, at now: Date) -> String {
        switch (rule, metric.unit) {
        case (.older, _): Self.duration(now.timeIntervalSince1970 - value)
        case (.sooner, _): Self.duration(value - now.timeIntervalSince1970)
        case (_, .seconds): Self.duration(value)
        case (_, .bytes): Self.size(value)
        case (_, .none): Exposition.number(value)
        }
    }

    private static func duration(_ seconds: Double) -> String {
        switch seconds.magnitude {
        case ..<120: "\(Int(seconds)) seconds"
        case ..<7200: "\(Int(seconds / 60)) minutes"
        case ..<172_800: "\(Int(seconds / 3600)) hours"
        default: "\(Int(seconds / 86_400)) days"
        }
    }

    private static func size(_ bytes: Double) -> String {
        bytes < 10_737_418_240 ? "\(Int(bytes / 1_048_576)) MiB" : "\(Int(bytes / 1_073_741_824)) GiB"
    }
}
