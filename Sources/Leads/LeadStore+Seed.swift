import FoundationEssentials
import MariaDB
import Values

extension LeadStore {
    /// How many example leads one statement adds.
    private static let seedBatch = 10_000

    /// Adds example leads, made inside the database so that a million take minutes, not hours: spread over the past year and the
    /// statuses, names and companies made up, addresses ending in `.example`.
    ///
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func seed(_ count: Int) throws {
        let run = Lead.ID().text.suffix(12)
        for start in stride(from: 0, to: count, by: Self.seedBatch) {
            let last = min(start + Self.seedBatch, count) - 1
            try connection.transaction {
                try connection.execute(
                    """
                    INSERT INTO leads (
                      id, first_name, last_name, email, phone, business_name, business_tracking, job_position,
                      invoicing, collaborators, status, created_at, updated_at, reached_out_at, answer_seconds)
                    SELECT
                      UNHEX(CONCAT(
                        LPAD(HEX(CAST(UNIX_TIMESTAMP(made.at) * 1000 AS INT)), 12, '0'), '7',
                        SUBSTR(SHA2(CONCAT(\(String(run)), made.number), 256), 1, 3), '8',
                        SUBSTR(SHA2(CONCAT(\(String(run)), made.number), 256), 4, 15))),
                      ELT(1 + made.number MOD 10, 'Ana', 'Bruno', 'Carla', 'Diego', 'Élida', 'Fábio', 'Gabriela', 'Heitor', 'Íris', 'João'),
                      ELT(1 + made.number DIV 10 MOD 10, 'Silva', 'Souza', 'Oliveira', 'Lima', 'Araújo', 'Gonçalves', 'Ribeiro', 'Costa', 'Ávila', 'Nunes'),
                      CONCAT('lead', made.number, '.', \(String(run)), '@seed.example'),
                      CONCAT('+55119', LPAD(made.number MOD 100000000, 8, '0')),
                      CONCAT('Empresa ', made.number MOD 5000), ELT(1 + made.number MOD 4, 'site', 'google', 'indicação', 'evento'),
                      ELT(1 + made.number MOD 3, 'Diretora', 'Gerente', 'Analista'),
                      ELT(1 + made.number MOD 3, '0-50k', '50k-100k', '100k-500k'), ELT(1 + made.number MOD 3, '1-10', '11-50', '51-200'),
                      ELT(1 + made.number MOD 10, 'PENDING', 'PENDING', 'PENDING', 'PENDING', 'PENDING', 'REACHED_OUT', 'REACHED_OUT', 'QUALIFIED', 'QUALIFIED', 'LOST'),
                      made.at, made.at,
                      IF(made.number MOD 10 BETWEEN 5 AND 8, made.at + INTERVAL 1 HOUR, NULL),
                      IF(made.number MOD 10 BETWEEN 5 AND 8, 3600, NULL)
                    FROM (
                      SELECT seq AS number, UTC_TIMESTAMP(6) - INTERVAL (seq * 7919 MOD 31536000) SECOND AS at
                      FROM seq_0_to_9999999
                      WHERE seq BETWEEN \(start) AND \(last)) AS made
                    """)
            }
        }
    }
}
