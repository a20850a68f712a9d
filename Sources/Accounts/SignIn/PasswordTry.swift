import Passwords

/// One try of a password against a stored hash, or against none, at a cost that does not depend on which.
///
/// A hash of cost c takes 2^c steps: one that is cheaper than the cost of a try is followed by hashes of the costs from its own up
/// to below that, which together make up the difference to the step.
struct PasswordTry {
    private let hash: PasswordHash?
    private let cost: Int

    /// A try against a hash, nil for a user whom there is not.
    init(_ hash: PasswordHash?, cost: Int) {
        self.hash = hash
        self.cost = cost
    }

    /// The costs of all hashes that a try computes, the stored one's first.
    var costs: [Int] {
        guard let hash, hash.cost < cost else { return [max(hash?.cost ?? cost, cost)] }
        return [hash.cost] + (hash.cost..<cost)
    }

    /// Whether the password is the one of the hash.
    func matches(_ password: [UInt8]) -> Bool {
        let isMatch = (hash ?? Self.dummyHash(cost: cost))?.matches(password) ?? false
        for cost in costs.dropFirst() { _ = Self.dummyHash(cost: cost)?.matches(password) }
        return isMatch
    }

    /// Replaces the hash of an unknown user; matches nothing.
    private static func dummyHash(cost: Int) -> PasswordHash? {
        PasswordHash(text: "$2b$\(cost < 10 ? "0" : "")\(cost)$" + String(repeating: ".", count: 53))
    }
}
