/// What the rules make of a submission, for each outcome of what is looked up together with its storing.
///
/// A pure function of the submission: what is found beside other submissions is known only when the row is written, so the statement has
/// the findings with which it is accepted. Source: SPEC section 13.
package struct Judgement: Sendable {
    /// The form that the submission came through.
    package let form: GuardedForm
    /// What the submission itself gives rise to.
    package let reasons: [SpamReason]
    /// What it is recognized by beside others.
    package let fingerprints: SubmissionFingerprints

    /// The judgement of a submission.
    package init(of evidence: SpamEvidence, fingerprints: SubmissionFingerprints) {
        form = evidence.form
        self.fingerprints = fingerprints
        reasons = SpamRule.all.compactMap { rule in
            guard case .seen(let look) = rule.condition, let sight = look(evidence) else { return nil }
            return SpamReason(rule: rule.name, points: rule.points + sight.furtherPoints, detail: sight.detail)
        }
    }

    /// The points with some findings.
    package func points(with findings: SpamFindings = []) -> Int {
        (reasons + SpamReason.found(findings)).reduce(0) { $0 + $1.points }
    }

    /// Whether it is put aside.
    package func isSuspect(with findings: SpamFindings = []) -> Bool {
        guard let threshold = form.protection.threshold else { return false }
        return points(with: findings) >= threshold
    }

    /// The column `fingerprints` of a row that is accepted, or put aside: the fingerprints, and the findings that it bears.
    ///
    /// - Parameter isPutAside: whether the row bears any finding.
    func column(isPutAside: Bool) -> [UInt8] {
        let borne = SpamFindings.allSets.filter { isPutAside || !isSuspect(with: $0) }
        return fingerprints.bytes + [borne.reduce(0) { $0 | 1 << $1.rawValue }]
    }
}
