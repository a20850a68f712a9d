import Crypto
import MariaDB
import Values

extension SQL {
    /// The table `keyed` of some ids in hex, its only column `id`.
    static func keyed<Entity>(_ ids: [Identifier<Entity>]) -> SQL {
        // Hex needs no escape.
        let text = "[" + ids.map { "\"\(hexEncoded($0.bytes))\"" }.joined(separator: ",") + "]"
        return "JSON_TABLE(\(text), '$[*]' COLUMNS (id CHAR(32) CHARACTER SET ascii PATH '$')) AS keyed"
    }
}
