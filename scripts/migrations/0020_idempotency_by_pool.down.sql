CREATE TABLE idempotency_records LIKE idempotency_records_intake;

INSERT INTO idempotency_records (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records_intake;

INSERT INTO idempotency_records (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records_accounts;

INSERT INTO idempotency_records (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records_leads;

INSERT INTO idempotency_records (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records_crm;

INSERT INTO idempotency_records (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records_messaging;

DROP TABLE idempotency_records_messaging;
DROP TABLE idempotency_records_crm;
DROP TABLE idempotency_records_leads;
DROP TABLE idempotency_records_accounts;
DROP TABLE idempotency_records_intake;
