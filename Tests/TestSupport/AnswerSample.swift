public import Routing

/// An answer, under the name that a failing test shows.
public struct AnswerSample: Sendable, CustomStringConvertible {
    /// Its name.
    public let description: String
    private let answer: any Encodable & Described & SendableMetatype & Sendable

    /// A sample of a name.
    public init(_ name: String, _ answer: any Encodable & Described & SendableMetatype & Sendable) {
        description = name
        self.answer = answer
    }

    /// What the answer breaks of the shape that its type declares.
    ///
    /// - Throws: what its encoding throws.
    public func faults() throws -> [String] { try type(of: answer).schema.faults(of: answer) }
}
