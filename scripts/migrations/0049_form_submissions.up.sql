-- The form that a submission came through, and what was agreed to with it. The form at / as it was delivered is not named, so that its
-- submissions are written as before.
ALTER TABLE leads
  ADD COLUMN form_id BINARY(16) NULL COMMENT 'of the first enquiry; null for the form at / as it was delivered, and without a form' AFTER form,
  ADD COLUMN form_version INT UNSIGNED NULL COMMENT 'of that form' AFTER form_id,
  ADD COLUMN consents TEXT NULL COMMENT 'JSON: what the first enquiry agreed to or refused; null for nothing' CHECK (JSON_VALID(consents))
    AFTER form_version;

ALTER TABLE enquiries
  ADD COLUMN form_id BINARY(16) NULL COMMENT 'null for the form at / as it was delivered, and without a form' AFTER form,
  ADD COLUMN form_version INT UNSIGNED NULL COMMENT 'of that form' AFTER form_id,
  ADD COLUMN consents TEXT NULL COMMENT 'JSON: what it agreed to or refused; null for nothing' CHECK (JSON_VALID(consents))
    AFTER form_version,
  ADD KEY enquiries_form (form_id, lead_id);

-- What people agreed to or refused, in which words, and how; entries are added by guiche-worker, and never changed. They outlive their lead.
CREATE TABLE consents (
  id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  at DATETIME(6) NOT NULL,
  purpose VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  is_given BOOLEAN NOT NULL,
  text TEXT NOT NULL COMMENT 'the very words',
  text_sha256 BINARY(32) NOT NULL,
  channel VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'form:SLUG@VERSION, staff, self-service, import',
  request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  KEY consents_lead (lead_id, at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- How many leads came in through each form on each UTC day, spread and kept like lead_days.
CREATE TABLE form_days (
  form_id BINARY(16) NOT NULL,
  day DATE NOT NULL,
  shard TINYINT UNSIGNED NOT NULL,
  total BIGINT NOT NULL COMMENT 'one row may be negative; the sum is not',
  PRIMARY KEY (day, form_id, shard)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TRIGGER leads_unformed AFTER DELETE ON leads FOR EACH ROW
  INSERT INTO form_days (form_id, day, shard, total)
  SELECT COALESCE(OLD.form_id, UNHEX('01890000000070008000000000000001')), DATE(OLD.created_at), CONNECTION_ID() MOD 64, -1
  FROM DUAL
  WHERE OLD.follow_up <> 'new' AND OLD.form = 'form'
  ON DUPLICATE KEY UPDATE total = total - 1;

INSERT INTO form_days (form_id, day, shard, total)
SELECT UNHEX('01890000000070008000000000000001'), DATE(created_at), 64, COUNT(*)
FROM leads
WHERE form = 'form' AND follow_up <> 'new'
GROUP BY DATE(created_at);

-- What the form at / has received so far.
UPDATE forms
SET submissions = (SELECT COUNT(*) FROM leads WHERE form = 'form' AND follow_up <> 'new')
    + (SELECT COUNT(*) FROM enquiries WHERE form = 'form' AND follow_up <> 'new'),
  last_submission_at = (
    SELECT MAX(created_at)
    FROM (
      SELECT MAX(created_at) AS created_at FROM leads WHERE form = 'form' AND follow_up <> 'new'
      UNION ALL
      SELECT MAX(created_at) FROM enquiries WHERE form = 'form' AND follow_up <> 'new') AS submission)
WHERE slug = 'contact';
