/// A JSON object that was written before: an array of such objects costs a copy of their bytes.
public struct JSONObjectText: Sendable, Equatable {
    /// The text, braces included.
    public let bytes: [UInt8]

    /// The text of a value.
    public init(_ value: some JSONWritable) { bytes = JSONObjectWriter.bytes(of: value) }
}
