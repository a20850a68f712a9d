import Frame
import MariaDB
import Routing

/// Writes what was agreed to with submissions into the ledger of consents, in the very words that were read.
struct ConsentRecording: FollowUpStep {
    let name = "consents"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        let submissions = batch.submissions.filter { $0.consents != nil }
        guard !submissions.isEmpty else { return }
        let forms = try FormStore(connection).versions(Array(Set(submissions.compactMap(\.through))))
        let entries = submissions.flatMap { submission -> [Consent] in
            guard let through = submission.through, let form = forms[through], let said = submission.consents else {
                return []
            }
            return form.definition.consents.compactMap { consent in
                said.given[consent.purpose].map { isGiven in
                    Consent(
                        of: submission, consent, isGiven: isGiven, in: said.language,
                        channel: "form:\(form.slug)@\(form.version)", requestID: said.requestID)
                }
            }
        }
        try ConsentStore(connection).add(entries)
    }
}
