import Environment
import FoundationEssentials
import Frame
package import HTTP
package import Routing
import Values

/// Conversions as a table that an advertising platform takes in, sent while it is read.
///
/// Source: SPEC section 15, `GET /api/v1/metrics/conversions/export`; Google Ads Help, "Import conversions from ad clicks"; Meta Business
/// Help Centre, "Format your offline event data".
package struct ConversionExport: Answer {
    private let store: AttributionStore
    private let platform: Conversion.Platform
    private let range: MetricsRange
    private let settings: Settings
    private let userID: String

    /// The conversions of the leads that came in on some days, for a user.
    init(
        _ platform: Conversion.Platform, of range: MetricsRange, from store: AttributionStore, by settings: Settings,
        for userID: String
    ) {
        self.platform = platform
        self.range = range
        self.store = store
        self.settings = settings
        self.userID = userID
    }

    /// Values between commas.
    package static var contents: [(mediaType: String, schema: Schema)] { [("text/csv", .string)] }

    /// The response that carries it; the conversions are read when it is sent.
    package func response(_ status: Status) -> Response {
        TableExport.response(status, named: "conversions-\(platform.rawValue).csv", for: userID) { send in
            var text = CSVText()
            for name in platform.columnNames { text.append(name) }
            text.endRecord()
            let (start, end) = (range.start(by: settings.clock), range.end(by: settings.clock))
            try store.forEachConversion(by: platform, from: start, until: end) { conversion in
                conversion.append(to: &text, for: platform, by: settings)
                try text.flush(to: send)
            }
            try text.flush(to: send, isEnd: true)
        }
    }
}

extension Conversion.Platform {
    /// The header, in the platform's words.
    var columnNames: [String] {
        switch self {
        case .google:
            ["Google Click ID", "Conversion Name", "Conversion Time", "Conversion Value", "Conversion Currency"]
        case .meta: ["event_name", "event_time", "value", "currency", "fbclid"]
        }
    }

    /// What the platform calls a sale.
    var eventName: String {
        switch self {
        case .google: "Converted lead"
        case .meta: "Purchase"
        }
    }
}

extension Conversion {
    /// Adds it as a record, its cells in the order of the header.
    func append(to text: inout CSVText, for platform: Platform, by settings: Settings) {
        let time = settings.clock.offsetTime(at: at)
        switch platform {
        case .google:
            text.append(click)
            text.append(platform.eventName)
            text.append(value: time)
            text.append(value: value.text)
            text.append(settings.currency)
        case .meta:
            text.append(platform.eventName)
            text.append(value: time)
            text.append(value: value.text)
            text.append(settings.currency)
            text.append(click)
        }
        text.endRecord()
    }
}
