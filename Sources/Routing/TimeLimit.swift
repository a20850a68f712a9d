/// How long a thread may work on one request before it gives up with 503.
///
/// The only place of these limits. The longer ones are for named kinds of work.
public enum TimeLimit: Sendable {
    /// Any request without a longer limit of its own.
    case standard
    /// An export, whose length grows with the data.
    case export
    /// A repeat of a request under its `Idempotency-Key`: the whole content is compared before the first response is sent again.
    case idempotentReplay

    /// The limit.
    public var duration: Duration {
        switch self {
        case .standard: .seconds(10)
        case .export: .seconds(300)
        case .idempotentReplay: .seconds(60)
        }
    }
}
