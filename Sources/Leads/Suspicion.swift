/// Why a submission of the public form may be a program's.
///
/// It is kept and answered like any other, for a person may have been fast, or have had a browser fill in what nobody sees; a mark in
/// `business_tracking` tells staff, and keeps such leads apart in the metrics by source.
struct Suspicion: Equatable {
    /// A field that people neither see nor reach.
    static let trapField = "website"
    /// How many seconds the form was open; a browser without JavaScript does not say.
    static let secondsField = "form_seconds"
    /// Nobody who chooses a file and types two names and an address is faster.
    static let leastSeconds = 3
    /// The most scalars of `business_tracking`.
    static let maximumLength = 200

    private let reason: String

    /// The suspicion that the fields of a form give rise to; nil for none.
    init?(of fields: [(name: String, value: String)]) {
        func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
        if !value(Self.trapField).isEmpty {
            reason = "hidden field"
        } else if let seconds = Int(value(Self.secondsField)), (0..<Self.leastSeconds).contains(seconds) {
            reason = "sent at once"
        } else {
            return nil
        }
    }

    /// Where the lead came from with the mark in front.
    func marking(_ tracking: String?) -> String {
        let mark = "suspected program (\(reason))"
        guard let tracking else { return mark }
        return String(String.UnicodeScalarView("\(mark): \(tracking)".unicodeScalars.prefix(Self.maximumLength)))
    }
}
