import FoundationEssentials
import MariaDB
import Values

extension CustomerStore {
    /// How many example customers one statement adds, and the most that one run makes.
    private static let seedBatch = 10_000
    private static let seedRun = 10_000_000

    /// Adds example customers, made inside the database so that a million take a minute: names and companies made up, addresses ending in
    /// `.example`, CPFs with right check digits where a range of them is free.
    ///
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func seed(_ count: Int) throws {
        let run = String(Customer.ID().text.suffix(12))
        let range = try freeDocumentRange()
        for start in stride(from: 0, to: min(count, Self.seedRun), by: Self.seedBatch) {
            let last = min(start + Self.seedBatch, count) - 1
            try connection.transaction { try seed(start...last, of: run, documents: range) }
        }
    }

    /// Two leading digits of CPFs of which no active customer has one; nil when there are none left.
    private func freeDocumentRange() throws(DatabaseError) -> Int? {
        // Pairs of one digit would begin numbers that are the same digit over and over.
        for range in 10..<99 where range % 11 != 0 {
            let isTaken = try connection.fetchValue(
                """
                SELECT EXISTS (
                  SELECT 1
                  FROM customers
                  WHERE active_document BETWEEN CONCAT(\(range), '000000000') AND CONCAT(\(range), '999999999'))
                """, as: Bool.self)
            if isTaken == false { return range }
        }
        return nil
    }

    private func seed(_ numbers: ClosedRange<Int>, of run: String, documents range: Int?) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO customers (
              id, name, email, phone, document, company_name, street, city, state, zip_code, country, created_at,
              updated_at)
            SELECT
              UNHEX(CONCAT(
                LPAD(HEX(CAST(UNIX_TIMESTAMP(made.at) * 1000 AS INT)), 12, '0'), '7',
                SUBSTR(made.digest, 1, 3), '8', SUBSTR(made.digest, 4, 15))),
              CONCAT(
                ELT(1 + made.number MOD 10, 'Ana', 'Bruno', 'Carla', 'Diego', 'Élida', 'Fábio', 'Gabriela', 'Heitor', 'Íris', 'João'), ' ',
                ELT(1 + made.number DIV 10 MOD 10, 'Silva', 'Souza', 'Oliveira', 'Lima', 'Araújo', 'Gonçalves', 'Ribeiro', 'Costa', 'Ávila', 'Nunes'), ' ',
                made.number),
              CONCAT('customer', made.number, '.', \(run), '@seed.example'),
              CONCAT('+55119', LPAD(made.number MOD 100000000, 8, '0')),
              CONCAT(
                made.body, made.first,
                (11 - (
                  SUBSTR(made.body, 1, 1) * 11 + SUBSTR(made.body, 2, 1) * 10 + SUBSTR(made.body, 3, 1) * 9
                  + SUBSTR(made.body, 4, 1) * 8 + SUBSTR(made.body, 5, 1) * 7 + SUBSTR(made.body, 6, 1) * 6
                  + SUBSTR(made.body, 7, 1) * 5 + SUBSTR(made.body, 8, 1) * 4 + SUBSTR(made.body, 9, 1) * 3
                  + made.first * 2) MOD 11) MOD 11 MOD 10),
              IF(made.number MOD 3 = 0, CONCAT('Empresa ', made.number MOD 5000), NULL),
              CONCAT('Rua ', made.number MOD 900, ', ', 1 + made.number MOD 99),
              ELT(1 + made.number MOD 4, 'São Paulo', 'Recife', 'Curitiba', 'Belém'),
              ELT(1 + made.number MOD 4, 'SP', 'PE', 'PR', 'PA'), '01310-100', 'Brasil', made.at, made.at
            FROM (
              SELECT numbered.number, numbered.body, numbered.at,
                SHA2(CONCAT(\(run), numbered.number), 256) AS digest,
                (11 - (
                  SUBSTR(numbered.body, 1, 1) * 10 + SUBSTR(numbered.body, 2, 1) * 9 + SUBSTR(numbered.body, 3, 1) * 8
                  + SUBSTR(numbered.body, 4, 1) * 7 + SUBSTR(numbered.body, 5, 1) * 6 + SUBSTR(numbered.body, 6, 1) * 5
                  + SUBSTR(numbered.body, 7, 1) * 4 + SUBSTR(numbered.body, 8, 1) * 3 + SUBSTR(numbered.body, 9, 1) * 2)
                  MOD 11) MOD 11 MOD 10 AS first
              FROM (
                SELECT seq AS number, CONCAT(\(range), LPAD(seq, 7, '0')) AS body,
                  UTC_TIMESTAMP(6) - INTERVAL (seq * 7919 MOD 31536000) SECOND AS at
                FROM seq_0_to_9999999
                WHERE seq BETWEEN \(numbers.lowerBound) AND \(numbers.upperBound)) AS numbered) AS made
            """)
    }
}
