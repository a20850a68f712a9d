import Environment
import FoundationEssentials
import Routing

/// A stamp for one submission, and the work that its proof takes.
struct PublicStamp: Sendable {
    let value: String
    /// With how many zero bits the digest of the stamp and its proof begins.
    let bits: Int

    /// A new stamp for a page of a form.
    ///
    /// - Parameter sent: the text of one that a submission without scripts had and that the page is shown with again; it is kept while it
    ///   is good, since the person has had it for as long as they have typed.
    init(of form: GuardedForm, by settings: Settings, keeping sent: String? = nil, at now: Date) {
        let signer = StampSigner(settings)
        bits = form.protection.proofBits
        if let sent, let stamp = signer.read(sent), stamp.isGood(for: form, at: now) {
            value = sent
        } else {
            value = signer.sign(form.stamp(at: now))
        }
    }

    /// `{"value", "bits"}`
    var json: JSON { ["value": .string(value), "bits": JSON(bits)] }

    static let schema = Schema.object(
        "Stamp",
        [
            .required("value", .string),
            .required(
                "bits",
                Schema.integer(0...256).described(
                    "`proof` is a decimal number such that the SHA-256 of `value`, a dot and it begins with so many zero bits."
                )),
        ])
}
