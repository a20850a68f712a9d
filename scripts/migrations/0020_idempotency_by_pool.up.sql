-- A table of kept answers for each pool: none has a right on another's.
CREATE TABLE idempotency_records_intake LIKE idempotency_records;
CREATE TABLE idempotency_records_accounts LIKE idempotency_records;
CREATE TABLE idempotency_records_leads LIKE idempotency_records;
CREATE TABLE idempotency_records_crm LIKE idempotency_records;
CREATE TABLE idempotency_records_messaging LIKE idempotency_records;

-- Answers go on counting until their day is over. A digest does not tell which pool it is of; an answer does, by its members, and one
-- that is no JSON object is of a form. A key without an answer is of a request that is running, and none is while the schema changes.
ALTER TABLE idempotency_records
  ADD COLUMN members TEXT NULL;

UPDATE idempotency_records
SET members = JSON_KEYS(CONVERT(content USING utf8mb4))
WHERE status IS NOT NULL
  AND JSON_VALID(CONVERT(content USING utf8mb4));

INSERT INTO idempotency_records_intake (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records
WHERE status IS NOT NULL
  AND (
    members IS NULL
    OR members REGEXP '"(first_name|error)"'
    OR (members LIKE '%"lead"%' AND members NOT LIKE '%"customer"%'));

INSERT INTO idempotency_records_accounts (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records
WHERE members REGEXP '"(user|username|ticket)"';

INSERT INTO idempotency_records_leads (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records
WHERE members LIKE '%"note"%'
  OR (members LIKE '%"lead"%' AND members LIKE '%"customer"%');

INSERT INTO idempotency_records_crm (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records
WHERE members REGEXP '"(customer|interaction|transaction|product)"'
  AND members NOT LIKE '%"lead"%';

INSERT INTO idempotency_records_messaging (digest, claim_id, expires_at, content_digest, status, fields, content, created_at)
SELECT digest, claim_id, expires_at, content_digest, status, fields, content, created_at
FROM idempotency_records
WHERE members LIKE '%"message_id"%';

DROP TABLE idempotency_records;
