import FoundationEssentials
import Frame
import Routing
import Serving
import StoredSettings

extension Context {
    /// Judges a submission to a form; nil for one that is never judged: a partner's, and one to a form without a guard.
    ///
    /// - Parameters:
    ///   - contact: what it says, checked.
    ///   - fields: its text fields as they came; of JSON those that are named here.
    ///   - isDirect: whether it is a call of `POST /leads`. Without a stamp that passes a standard guard however often it comes: nginx
    ///     limits it by address, and `flood` does not.
    /// - Throws: `DatabaseError`.
    func judgement(
        of contact: LeadContact, sent fields: [(name: String, value: String)], through form: GuardedForm,
        isDirect: Bool, at now: Date
    ) throws -> Judgement? {
        guard form.protection != .off, clientTokenDigest == nil else { return nil }
        func value(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
        let settings = service.settings
        let stamp = value(Stamp.field)
        var evidence = SpamEvidence(through: form, at: now)
        evidence.trap = value(SubmissionForm.trapField)
        if !stamp.isEmpty {
            evidence.shown = StampSigner(settings).read(stamp).map { .stamp($0) } ?? .foreign
            evidence.isProved = StampProof.isValid(
                value(Stamp.proofField), for: stamp, bits: form.protection.proofBits)
        }
        evidence.names = [contact.firstName, contact.lastName, contact.name]
        evidence.email = contact.email
        evidence.freeTexts = [contact[.message]].compactMap(\.self)
        evidence.otherTexts = LeadDetail.all.filter { $0 != .message }.compactMap { contact[$0] }
        if !contact.custom.isEmpty {
            let own = try self.fields(of: .lead)
            for (key, value) in contact.custom.members {
                if own.known(key)?.field.kind == .longText {
                    evidence.freeTexts.append(value.customText)
                } else {
                    evidence.otherTexts.append(value.customText)
                }
            }
        }
        let snapshot = try config()
        evidence.blocked = resources.config.value(of: IntakeConfig.self, in: snapshot) { BlockedTexts($0.blocked) }
        let fingerprints = SubmissionFingerprints(
            address: isDirect && stamp.isEmpty ? nil : clientAddress ?? "", stamp: stamp,
            from: evidence.stamp?.issuedAt ?? Stamp.foreignTime(at: now), freeTexts: evidence.freeTexts,
            key: SubmissionFingerprints.key(settings))
        return Judgement(of: evidence, fingerprints: fingerprints)
    }
}
