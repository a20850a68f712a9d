import Crypto
import MariaDB
import Routing
import Values

extension SQL {
    /// The table `keyed` of some ids in hex, its only column `id`.
    static func keyed<Entity>(_ ids: [Identifier<Entity>]) throws -> SQL {
        let text = String(decoding: try JSONText.bytes(of: ids.map { hexEncoded($0.bytes) }), as: UTF8.self)
        return "JSON_TABLE(\(text), '$[*]' COLUMNS (id CHAR(32) CHARACTER SET ascii PATH '$')) AS keyed"
    }
}
