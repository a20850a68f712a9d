package import FoundationEssentials

/// What a submission is judged by, as far as it says it itself.
package struct SpamEvidence: Sendable {
    /// What became of the text in the field of the stamp.
    package enum Shown: Sendable, Equatable {
        /// There is none.
        case nothing
        /// It is none that we signed.
        case foreign
        case stamp(Stamp)
    }

    /// The form it came through.
    package let form: GuardedForm
    /// When it was received.
    package let receivedAt: Date
    /// What the hidden field has.
    package var trap = ""
    package var shown = Shown.nothing
    /// Whether the proof is one of the shown text.
    package var isProved = false
    /// The first, the last and the whole name.
    package var names: [String] = []
    /// In lower case.
    package var email: String?
    /// `message`, and each own field of the kind `long_text`.
    package var freeTexts: [String] = []
    /// Every other text of the submission.
    package var otherTexts: [String] = []
    package var blocked = BlockedTexts()

    /// A submission that says nothing yet.
    package init(through form: GuardedForm, at moment: Date) {
        self.form = form
        receivedAt = moment
    }

    /// The stamp, when we signed what is shown.
    var stamp: Stamp? { if case .stamp(let stamp) = shown { stamp } else { nil } }
    /// How old the stamp is, in seconds.
    var stampAge: TimeInterval? { stamp.map { receivedAt.timeIntervalSince($0.issuedAt) } }
}

/// What was found out about a submission beside others of its time.
///
/// The trigger `recent_submissions_judged` finds it and has the limits.
package struct SpamFindings: OptionSet, Sendable {
    package let rawValue: UInt8

    /// A set of the bits of `quarantine.found`.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Its stamp was used before.
    package static let usedStamp = SpamFindings(rawValue: 1)
    /// The same free text came in four submissions of the last hour.
    package static let knownText = SpamFindings(rawValue: 2)
    /// Five submissions of the last ten minutes came from the same address.
    package static let busyAddress = SpamFindings(rawValue: 4)
    /// Each set of findings.
    static let allSets = (UInt8(0)..<8).map { SpamFindings(rawValue: $0) }
}
