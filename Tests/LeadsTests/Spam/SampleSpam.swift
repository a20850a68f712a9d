import DomainTestSupport
import Environment
import FoundationEssentials
import TestSupport

@testable import Leads

/// What a robot or a person sends with a form.
enum SampleSpam {
    static let fingerprints = SubmissionFingerprints(
        address: "192.0.2.1", stamp: "", from: Date(), freeTexts: [], key: [1])

    /// The least proof of a stamp.
    static func proof(of stamp: String, bits: Int) -> String {
        var number = 0
        while !StampProof.isValid("\(number)", for: stamp, bits: bits) { number += 1 }
        return "\(number)"
    }

    /// The fields of a stamp that was issued some seconds ago, with its proof.
    static func stamp(by settings: Settings, age: TimeInterval = 30) -> [String: String] {
        let stamp = StampSigner(settings).sign(
            Stamp(form: "contact", version: 1, at: Date().addingTimeInterval(-age)))
        return [Stamp.field: stamp, Stamp.proofField: proof(of: stamp, bits: Guard.standard.proofBits)]
    }
}

extension SampleDesk {
    /// Sends the form `contact` from an address, as anyone does.
    func submitAnyhow(
        _ fields: [String: String], from address: String = "192.0.2.1", by path: String = "/api/v1/leads"
    ) throws -> Reception {
        let usual = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
        let variables = ["REMOTE_ADDR": address, "REQUEST_URI": path]
        return try submit(usual.merging(fields) { $1 }, isJudged: true, variables)
    }
}
