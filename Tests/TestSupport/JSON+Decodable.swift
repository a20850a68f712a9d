public import Routing

extension JSON: Decodable {
    /// Reads a value from files that Foundation decodes; the kind is found by trying.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let members = try? container.decode([String: JSON].self) {
            self = .object(Members(members.map { ($0, $1) }, uniquingKeysWith: { $1 }))
        } else if let elements = try? container.decode([JSON].self) {
            self = .array(elements)
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else {
            let number = try container.decode(Double.self)
            self = try JSONText.parse(JSONText.bytes(of: number))
        }
    }
}
